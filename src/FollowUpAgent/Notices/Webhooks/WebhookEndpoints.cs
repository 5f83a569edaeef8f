using FollowUpAgent.Events;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>A program that is told what happens.</summary>
internal sealed record WebhookEndpoint
{
    /// <summary>Its name in the settings.</summary>
    public required string Key { get; init; }

    /// <summary>Where it listens. May hold a secret: never logged or shown.</summary>
    public required Uri Url { get; init; }

    /// <summary>The signing keys, one or two.</summary>
    public required IReadOnlyList<byte[]> Secrets { get; init; }

    /// <summary>What it is told of.</summary>
    public required IReadOnlyList<string> Kinds { get; init; }

    /// <summary>Whether it may be on this machine or in a private network.</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>Whether it gets the words of answers.</summary>
    public bool IncludeText { get; init; }

    /// <summary>Reads options that are free of faults.</summary>
    public static WebhookEndpoint Of(string key, WebhookEndpointOptions options) => new()
    {
        Key = key,
        Url = new Uri(options.Url),
        Secrets = [.. options.Secrets.Select(s => StandardSignature.ReadSecret(s)!)],
        Kinds = options.Kinds.Length == 0 ? WebhookKind.All : [.. options.Kinds.Distinct()],
        AllowPrivate = options.AllowPrivate,
        IncludeText = options.IncludeText,
    };
}

/// <summary>The programs that are told what happens: those that are enabled, by name.</summary>
internal sealed class WebhookEndpoints(NoticesOptions options)
{
    /// <summary>All of them.</summary>
    public IReadOnlyList<WebhookEndpoint> All { get; } =
    [
        .. options.Webhooks.Where(w => w.Value.Enabled).OrderBy(w => w.Key, StringComparer.Ordinal).Select(w => WebhookEndpoint.Of(w.Key, w.Value)),
    ];

    /// <summary>What any of them wants to hear of.</summary>
    public IReadOnlyList<string> Kinds => [.. All.SelectMany(e => e.Kinds).Distinct()];

    /// <summary>The one with this name, or null.</summary>
    public WebhookEndpoint? Find(string key) => All.FirstOrDefault(e => e.Key == key);
}
