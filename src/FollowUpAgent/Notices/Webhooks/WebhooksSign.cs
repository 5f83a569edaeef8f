using System.Globalization;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Notices.Webhooks;

/// <summary>Says which endpoints do not take what they are told.</summary>
internal sealed class WebhooksSign(Database database, WebhookEndpoints endpoints, TimeProvider clock) : IHealthSign
{
    private const string Name = "outgoing-webhooks";
    private const int MostCounted = 1000;
    private static readonly TimeSpan LongestFailing = TimeSpan.FromDays(1);
    private static readonly TimeSpan Recent = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public async Task<HealthReading> ReadAsync(CancellationToken cancellationToken)
    {
        if (endpoints.All.Count == 0)
        {
            return new HealthReading(Name, HealthState.Ok, "nobody is told anything");
        }

        var now = clock.GetUtcNow();
        var (standings, givenUp) = await database.ReadAsync(
            async s => (await s.FindStandingsAsync(), await s.CountGivenUpAsync(now - Recent, MostCounted)), cancellationToken);
        var troubles = standings.Where(s => endpoints.Find(s.Endpoint) is not null).OrderBy(s => s.Endpoint, StringComparer.Ordinal).SelectMany(s => TroublesOf(s, now)).ToList();
        var detail = $"{endpoints.All.Count} endpoints; {givenUp} deliveries of the last week given up";
        return troubles.Count == 0
            ? new HealthReading(Name, givenUp == 0 ? HealthState.Ok : HealthState.Warning, detail, givenUp == 0 ? null : "'followup webhooks --failed' lists them; 'followup webhooks resend' sends them again.")
            : new HealthReading(Name, HealthState.Warning, string.Join("; ", troubles.Select(t => t.What).Prepend(detail)), string.Join(' ', troubles.Select(t => t.Advice).Distinct()));
    }

    private static IEnumerable<(string What, string Advice)> TroublesOf(EndpointStanding seen, DateTimeOffset now)
    {
        if (seen.GoneAt is not null)
        {
            yield return ($"{seen.Endpoint} said that it is gone (410), and is sent nothing", $"Correct its Url, or its end, then 'followup webhooks test {seen.Endpoint}': what waits is sent once that works.");
        }
        else if (seen.FailingSince is { } since && now - since > LongestFailing)
        {
            yield return (
                string.Create(CultureInfo.InvariantCulture, $"{seen.Endpoint} has failed for {(now - since).TotalDays:0.0} days: {seen.Answer}"),
                $"Try it with 'followup webhooks test {seen.Endpoint}'; a delivery is given up after three days, and 'followup webhooks resend --endpoint {seen.Endpoint} --since …' sends it again.");
        }

        if (now - seen.DroppedAt < Recent)
        {
            yield return ($"{seen.Dropped} deliveries were not kept for {seen.Endpoint}, since {NewsPump.MostWaiting} waited", "Choose fewer Kinds for it, or make it quicker.");
        }
    }
}
