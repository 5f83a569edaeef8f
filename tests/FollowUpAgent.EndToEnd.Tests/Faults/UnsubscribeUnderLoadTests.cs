using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.RegularExpressions;
using FollowUpAgent.Learning.Policies;
using FollowUpAgent.Messages;
using FollowUpAgent.Tests.House;
using Xunit.Abstractions;

namespace FollowUpAgent.EndToEnd.Tests.Faults;

[Collection("faults")]
public sealed partial class UnsubscribeUnderLoadTests(ITestOutputHelper output)
{
    private const string Open =
        """
        SELECT CAST(m.id AS text) AS id, CAST(m.contact_id AS text) AS contact, c.content
        FROM message m
        JOIN message_content c ON c.message_id = m.id
        WHERE m.state IN ('queued', 'leased', 'sending')
        """;

    private const string BegunOf = "SELECT COUNT(*) FROM law_journal WHERE kind = 'message' AND became = 'sending' AND contact = @contact";

    [Theory, OnSqlite, OnPostgres]
    public async Task Nothing_is_begun_for_a_contact_after_the_200_of_its_one_click(DatabaseKind kind)
    {
        await using var ground = await Ground.OpenAsync(kind, 300 * TestScale.Factor, TimeSpan.FromMilliseconds(30));
        var workers = Enumerable.Range(0, kind is DatabaseKind.Sqlite ? 1 : 2).Select(_ => ground.Start()).ToList();
        var doors = await Task.WhenAll(workers.Select(w => w.Listening));

        var said = await ClickAsync(ground, doors);

        await ground.UntilAsync("all is settled", () => IsSettledAsync(ground));
        var begunAfter = 0;
        var begunBefore = 0;
        foreach (var click in said)
        {
            begunAfter += await ground.ReadAsync<int>($"{BegunOf} AND seq > @Seq", new { contact = click.Contact, click.Seq });
            begunBefore += await ground.ReadAsync<int>(BegunOf, new { contact = click.Contact }) > 0 ? 1 : 0;
        }

        output.WriteLine($"{kind}: {ground.Mails} mails, {said.Count} one-clicks, {begunBefore} came after the mail was begun, {begunAfter} mails begun after the 200");
        Assert.Equal(0, begunAfter);
        Assert.InRange(begunBefore, 1, said.Count - 1);
        Assert.Equal(await ground.ReadAsync<int>("SELECT COUNT(*) FROM attempt"), ground.Sink.Arrivals.Count);
        await ground.AssertNoBreachAsync();
    }

    /// <summary>Clicks on half of what stands in the outbox, as near to its sending as chance will have it.</summary>
    private static async Task<IReadOnlyCollection<Click>> ClickAsync(Ground ground, Uri[] doors)
    {
        var chance = new SeededUniforms(4);
        var seen = new HashSet<string>();
        var said = new ConcurrentBag<Click>();
        using var client = new HttpClient();
        await ground.UntilAsync("all was clicked on or sent", async () =>
        {
            var fresh = (await ground.QueryAsync<OpenRow>(Open)).Where(m => seen.Add(m.Id)).Where(_ => chance.Next() < 0.5).ToList();
            // More mails stand in the outbox for longer: the clicks are spread over that time.
            var pauses = fresh.Select(_ => (int)(1500 * TestScale.Factor * chance.Next())).ToList();
            await Task.WhenAll(fresh.Select(async (message, i) =>
            {
                await Task.Delay(pauses[i]);
                said.Add(await ClickAsync(ground, client, doors[i % doors.Length], message));
            }));
            return fresh.Count == 0 && await IsSettledAsync(ground);
        });
        return said;
    }

    private static async Task<Click> ClickAsync(Ground ground, HttpClient client, Uri door, OpenRow message)
    {
        var mail = JsonSerializer.Deserialize<OutgoingMail>(message.Content)!;
        var path = Path().Match(mail.Headers.Single(h => h.Name == "List-Unsubscribe").Value).Value;
        using var form = new FormUrlEncodedContent([new("List-Unsubscribe", "One-Click")]);
        using var answer = await client.PostAsync(new Uri(door, path), form);
        Assert.Equal(200, (int)answer.StatusCode);
        return new Click(message.Contact, await ground.ReadAsync<long>("SELECT MAX(seq) FROM law_journal"));
    }

    private static async Task<bool> IsSettledAsync(Ground ground) => await ground.ReadAsync<int>(
        """
        SELECT (SELECT COUNT(*) FROM message WHERE state IN ('queued', 'leased', 'sending', 'unknown'))
            + (SELECT COUNT(*) FROM enrollment WHERE step = 'first' AND state NOT IN ('ended', 'paused'))
        """) == 0;

    [GeneratedRegex("/u/[^>]+")]
    private static partial Regex Path();

    /// <summary>A one-click that was answered with 200, and how far the database's journal had come by then.</summary>
    private sealed record Click(string Contact, long Seq);

    /// <summary>A message in the outbox.</summary>
    private sealed class OpenRow
    {
        public string Id { get; set; } = "";

        public string Contact { get; set; } = "";

        public string Content { get; set; } = "";
    }
}
