using System.Text;
using System.Text.Json;
using FollowUpAgent.Hosting;
using FollowUpAgent.Signals;

namespace FollowUpAgent.Tests.Events.Visits;

/// <summary>A website of the operator's own with the script on it, and somebody's browser.</summary>
internal static class OwnSite
{
    /// <summary>Where it is.</summary>
    public const string Site = "https://acme.test";

    /// <summary>The number that the browser keeps.</summary>
    public const string Browser = "0123456789abcdef0123456789abcdef";

    /// <summary>An agent that knows it.</summary>
    public static readonly Dictionary<string, string?> Settings = new()
    {
        ["Signals:Sites:0"] = Site,
        ["Signals:Pages:pricing:0"] = "/pricing*",
        ["Messages:TrackClicks"] = "Always",
    };

    /// <summary>The settings with another site, or none.</summary>
    public static Dictionary<string, string?> With(string? site)
    {
        var settings = new Dictionary<string, string?>(Settings) { ["Signals:Sites:0"] = site };
        return site is null ? settings.Where(s => s.Value is not null).ToDictionary() : settings;
    }

    /// <summary>Follows the link of a mail.</summary>
    /// <returns>The token on the address that it leads to.</returns>
    public static async Task<string> FollowAsync(Mailed mailed, int message)
    {
        var answer = await mailed.Client.GetAsync(mailed.Path(TokenPurpose.Click, mailed.Messages[message], link: 1));
        return answer.Headers.Location!.Query["?fu=".Length..];
    }

    /// <summary>Reports as the script does, and has it understood. Clicks stay unlabelled meanwhile.</summary>
    public static async Task<HttpResponseMessage> TellAsync(Mailed mailed, object what, params (string Name, string Value)[] headers)
    {
        var answer = await PostAsync(mailed, what, Site, headers);
        await HearAsync(mailed);
        return answer;
    }

    /// <summary>Reports as the script does, or as a page from elsewhere would.</summary>
    public static async Task<HttpResponseMessage> PostAsync(Mailed mailed, object what, string? origin = Site, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/t/v") { Content = new StringContent(JsonSerializer.Serialize(what), Encoding.UTF8, "text/plain") };
        foreach (var (name, value) in origin is null ? headers : [("Origin", origin), .. headers])
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await mailed.Client.SendAsync(request);
    }

    private static async Task HearAsync(Mailed mailed)
    {
        foreach (var pump in mailed.Agent.Pumps("tracking", "events"))
        {
            while (await pump.PassAsync(CancellationToken.None) > 0)
            {
            }
        }
    }

    /// <summary>The visits that are somebody's.</summary>
    public static async Task<IReadOnlyList<Signal>> SignalsAsync(Mailed mailed)
    {
        await HearAsync(mailed);
        return [.. (await mailed.Agent.Database.ReadAsync(s => s.ReadSignalsRecordedSinceAsync(DateTimeOffset.UnixEpoch, Guid.Empty, 100), CancellationToken.None)).Where(s => s.Kind == SignalKind.Visit)];
    }
}
