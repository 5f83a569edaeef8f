using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Hosting.Api;

/// <summary>Makes and checks API keys of the form <c>fua_{id}_{secret}</c>: found by id, compared by hash in constant time.</summary>
internal sealed class ApiKeys(ApiOptions options, TimeProvider clock)
{
    private const string Prefix = "fua_";

    /// <summary>A new key with 256 bits of chance, and the hash to put into the configuration.</summary>
    public static (string Key, string Sha256) Make(string id, Chance chance)
    {
        var secret = new byte[32];
        chance.Fill(secret);
        var key = $"{Prefix}{id}_{Convert.ToHexStringLower(secret)}";
        return (key, Hash(key));
    }

    /// <summary>The id of the key, if it is known, not expired and allowed to do this; else null.</summary>
    public string? Check(string? key, ApiScope needed) => Find(key) is { } caller && caller.Scope >= needed ? caller.Id : null;

    /// <summary>Whose key this is, if it is known and not expired; else null.</summary>
    public ApiCaller? Find(string? key)
    {
        if (key is null || !key.StartsWith(Prefix, StringComparison.Ordinal) || key.LastIndexOf('_') <= Prefix.Length)
        {
            return null;
        }

        var id = key[Prefix.Length..key.LastIndexOf('_')];
        if (!options.Keys.TryGetValue(id, out var known) || known.Expires <= clock.GetUtcNow())
        {
            return null;
        }

        var same = CryptographicOperations.FixedTimeEquals(
            Encoding.ASCII.GetBytes(Hash(key)), Encoding.ASCII.GetBytes(known.Sha256.ToLowerInvariant()));
        return same ? new ApiCaller(id, known.Scopes.Select(s => Enum.Parse<ApiScope>(s, ignoreCase: true)).Cast<ApiScope?>().Max()) : null;
    }

    private static string Hash(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));
}

/// <summary>Who calls.</summary>
/// <param name="Id">The id of the key.</param>
/// <param name="Scope">The most it may do; null for nothing.</param>
internal sealed record ApiCaller(string Id, ApiScope? Scope);
