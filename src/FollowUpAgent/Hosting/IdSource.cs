namespace FollowUpAgent.Hosting;

/// <summary>Makes the house's ids: UUID version 7 (RFC 9562) from business time and <see cref="Chance"/>, so a simulation repeats itself.</summary>
internal sealed class IdSource(TimeProvider clock, Chance chance)
{
    /// <summary>The next id; ids made in different milliseconds sort by time.</summary>
    public Guid New()
    {
        Span<byte> bytes = stackalloc byte[16];
        chance.Fill(bytes[6..]);
        var milliseconds = clock.GetUtcNow().ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        }

        bytes[6] = (byte)(0x70 | (bytes[6] & 0x0F));
        bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
        return new Guid(bytes, bigEndian: true);
    }
}

/// <summary>An id of any type.</summary>
internal interface IId
{
    /// <summary>The UUID behind the id.</summary>
    Guid Value { get; }
}

/// <summary>An id with its own type, so that a contact's cannot be passed for a message's.</summary>
/// <typeparam name="TSelf">The id's own type.</typeparam>
internal interface IId<out TSelf> : IId
    where TSelf : struct
{
    /// <summary>The id of this UUID.</summary>
    static abstract TSelf From(Guid value);
}
