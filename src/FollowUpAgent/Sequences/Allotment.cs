using System.Buffers.Binary;
using System.Security.Cryptography;
using FollowUpAgent.Contacts;

namespace FollowUpAgent.Sequences;

/// <summary>
/// Gives each contact, or each company, its group by a keyed hash: the same salt and key give the same group in every
/// process, and nobody without the salt can tell which.
/// </summary>
internal sealed class Allotment
{
    private const int ShortestSalt = 16;

    private readonly byte[] salt;
    private readonly AllotmentUnit unit;
    private readonly (Group Group, double Until)[] bounds;

    public Allotment(byte[] salt, GroupShares shares)
    {
        if (salt.Length < ShortestSalt)
        {
            throw new ArgumentException($"The salt has {salt.Length} bytes: expected at least {ShortestSalt}.", nameof(salt));
        }

        (this.salt, unit, bounds) = (salt, shares.Unit, BoundsOf(shares));
    }

    /// <summary>The group of a contact; a contact that declined profiling is always in baseline.</summary>
    /// <param name="addressKey">The key bytes of its normalised address.</param>
    /// <param name="companyKey">The key bytes of its company; empty where it has none, so that it is allotted on its own.</param>
    /// <param name="allowsProfiling">Whether the contact lets the agent learn from its behaviour.</param>
    public Group GroupOf(ReadOnlySpan<byte> addressKey, ReadOnlySpan<byte> companyKey, bool allowsProfiling)
    {
        if (!allowsProfiling)
        {
            return Group.Baseline;
        }

        var isByCompany = unit is AllotmentUnit.Company && companyKey.Length > 0;
        var point = PointOf(isByCompany ? companyKey : addressKey);

        // The sum of the shares may round to a hair below 1; what falls behind it belongs to the last group.
        return Array.Find(bounds, bound => point < bound.Until) is { Until: > 0 } found ? found.Group : bounds[^1].Group;
    }

    private static (Group Group, double Until)[] BoundsOf(GroupShares shares)
    {
        var sum = 0.0;
        (Group Group, double Share)[] ordered =
        [
            (Group.Treatment, shares.Treatment),
            (Group.Control, shares.Control),
            (Group.Baseline, shares.Baseline),
            (Group.Holdout, shares.Holdout),
        ];
        return [.. ordered.Where(part => part.Share > 0).Select(part => (part.Group, sum += part.Share))];
    }

    // The first 53 bits of the hash, all that a double from 0 to 1 can hold evenly.
    private double PointOf(ReadOnlySpan<byte> key)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(salt, key, hash);
        return (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * Math.ScaleB(1, -53);
    }
}
