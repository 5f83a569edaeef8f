using FollowUpAgent.Hosting;

namespace FollowUpAgent.Events;

/// <summary>Who may report events (<c>Webhooks</c>).</summary>
internal sealed class WebhooksOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Webhooks";

    /// <summary>The sources that post to <c>/hooks/events/{source}</c>, signed after Standard Webhooks. Default: none.</summary>
    public Dictionary<string, WebhookSourceOptions> Sources { get; init; } = [];

    /// <summary>Everything that is wrong with the section; never a secret.</summary>
    public IEnumerable<Fault> Faults()
    {
        foreach (var (name, source) in Sources)
        {
            if (source.Secrets.Length is < 1 or > 2)
            {
                yield return new Fault($"{Section}:Sources:{name}:Secrets", $"{source.Secrets.Length} secrets", "one, or two while one replaces the other");
            }

            for (var i = 0; i < source.Secrets.Length; i++)
            {
                if (StandardSignature.ReadSecret(source.Secrets[i]) is null)
                {
                    yield return new Fault($"{Section}:Sources:{name}:Secrets:{i}", null, "'whsec_' and 24 to 64 bytes in base64");
                }
            }
        }
    }
}

/// <summary>One source of events.</summary>
internal sealed class WebhookSourceOptions
{
    /// <summary>The signing secrets, <c>whsec_…</c>; two while one replaces the other. Give them by environment variable or user secret.</summary>
    public string[] Secrets { get; init; } = [];
}
