namespace FollowUpAgent.Hosting;

/// <summary>The agent's secret (<c>Security</c>).</summary>
internal sealed class SecurityOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Security";

    /// <summary>
    /// The secret behind all keys, base64 of at least 32 bytes; the same on every worker. Give it by environment variable or user secret.
    /// Default: none, the agent makes <c>data/master.key</c> at its first start.
    /// </summary>
    public string? MasterKey { get; init; }

    /// <summary>Everything that is wrong with the section; never the value.</summary>
    public IEnumerable<Fault> Faults()
    {
        if (MasterKey is null)
        {
            yield break;
        }

        var bytes = new byte[MasterKey.Length];
        if (!Convert.TryFromBase64String(MasterKey.Trim(), bytes, out var length) || length < KeyRing.LeastLength)
        {
            yield return new Fault($"{Section}:MasterKey", null, "at least 32 bytes in base64, as from 'openssl rand -base64 32'");
        }
    }
}
