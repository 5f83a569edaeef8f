using System.Text;
using System.Text.Json;
using FollowUpAgent.Contacts;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Jobs;
using FollowUpAgent.Notices.Webhooks;
using FollowUpAgent.Tests.Contacts;
using FollowUpAgent.Tests.Delivery.Peers;
using FollowUpAgent.Tests.Events;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Notices.Webhooks;

public sealed class WebhookDeliveryTests
{
    [ServerFact("node")]
    public async Task Another_program_believes_either_of_two_secrets_and_nothing_that_was_changed()
    {
        await using var told = await Told.StartAsync(DatabaseKind.Sqlite, ("Notices:Webhooks:crm:Secrets:1", Webhook.NextSecret));
        await told.HappenAsync();
        await told.SendAsync();
        var one = Assert.Single(told.Receiver.All);

        var asked = new[]
        {
            one.Asked(Webhook.Secret), one.Asked(Webhook.NextSecret), (one with { Body = one.Body + " " }).Asked(Webhook.Secret), (one with { Id = one.Id + "x" }).Asked(Webhook.Secret),
            (one with { Timestamp = one.Timestamp + 1 }).Asked(Webhook.Secret), one.Asked("whsec_" + Convert.ToBase64String(new byte[24])),
        };
        var output = await NodeScript.RunAsync("verify-webhook.mjs", [], Encoding.UTF8.GetBytes(string.Join('\n', asked) + "\n"));

        Assert.Equal(["true", "true", "false", "false", "false", "false"], Encoding.ASCII.GetString(output).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(told.Agent.Clock.GetUtcNow().ToUnixTimeSeconds(), one.Timestamp);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_worker_that_dies_before_it_notes_the_answer_leaves_the_same_delivery_to_be_sent_again(DatabaseKind kind)
    {
        await using var told = await Told.StartAsync(kind);
        await told.HappenAsync();
        using var killed = new CancellationTokenSource();
        told.Receiver.Answer = _ => killed.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => told.SendAsync(cancellationToken: killed.Token));
        var whileHeld = await told.SendAsync();
        await told.LoseLeasesAsync();
        await told.SendAsync();

        Assert.Equal((0, 2), (whileHeld, told.Receiver.All.Count));
        Assert.Equal((told.Receiver.All[0].Id, told.Receiver.All[0].Body), (told.Receiver.All[1].Id, told.Receiver.All[1].Body));
        var after = await told.OnlyAsync();
        Assert.Equal((DeliveryState.Delivered, 2L, after.Id.ToString()), (after.State, after.Tries, told.Receiver.All[0].Id));
    }

    [Fact]
    public async Task A_delivery_is_tried_ten_times_over_three_days_then_given_up_and_sent_again_when_asked()
    {
        await using var told = await Told.StartAsync(DatabaseKind.Sqlite);
        await told.HappenAsync();
        told.Receiver.AnswerWith(503);
        var pauses = new List<TimeSpan>();
        HealthReading? early = null;
        while (await told.SendAsync() > 0 && (await told.OnlyAsync()).State == DeliveryState.Waiting)
        {
            pauses.Add((await told.OnlyAsync()).DueAt - told.Agent.Clock.GetUtcNow());
            early ??= await told.SignAsync();
            Assert.Equal(0, await told.SendAsync());
            told.Agent.Clock.Advance(pauses[^1]);
        }

        var givenUp = await told.OnlyAsync();
        var late = await told.SignAsync();
        told.Receiver.AnswerWith(204);
        var resent = await told.Desk.ResendAsync("crm", givenUp.MadeAt, onlyFailed: true, CancellationToken.None);
        await told.SendAsync();

        TimeSpan[] expected = [TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), .. new[] { 2, 5, 10, 14, 20, 24 }.Select(h => TimeSpan.FromHours(h))];
        Assert.Equal(expected.Length, pauses.Count);
        Assert.All(pauses.Zip(expected), p => Assert.InRange(p.First, p.Second, p.Second * 1.2));
        Assert.Equal((DeliveryState.Failed, 10L, "HTTP 503"), (givenUp.State, givenUp.Tries, givenUp.Answer));
        Assert.Equal((HealthState.Ok, HealthState.Warning, HealthState.Ok), (early!.State, late.State, (await told.SignAsync()).State));
        Assert.Contains("crm has failed for 3.", late.Detail, StringComparison.Ordinal);
        Assert.Contains("followup webhooks test crm", late.Advice, StringComparison.Ordinal);
        Assert.Equal((1, DeliveryState.Delivered, 11), (resent, (await told.OnlyAsync()).State, told.Receiver.All.Count));
        Assert.Single(told.Receiver.All.Select(r => (r.Id, r.Body)).Distinct());
    }

    [Fact]
    public async Task An_endpoint_that_says_it_is_gone_is_sent_nothing_until_a_test_reaches_it()
    {
        await using var told = await Told.StartAsync(DatabaseKind.Sqlite);
        await told.HappenAsync();
        told.Receiver.AnswerWith(410);
        await told.SendAsync();
        await told.HappenAsync(1, "other");
        told.Agent.Clock.Advance(TimeSpan.FromDays(1));

        var whileGone = await told.SendAsync();
        var sign = await told.SignAsync();
        told.Receiver.AnswerWith(200);
        var test = await told.Desk.TestAsync("crm", CancellationToken.None);
        while (await told.SendAsync() > 0)
        {
        }

        Assert.Equal((0, HealthState.Warning, true), (whileGone, sign.State, test!.IsDelivered));
        Assert.Contains("410", sign.Detail, StringComparison.Ordinal);
        Assert.Equal(["enrollment.ended", "webhook.test", "enrollment.ended", "enrollment.ended"], told.Receiver.All.Select(r => r.Type));
        Assert.All(await told.DeliveriesAsync(), d => Assert.Equal(DeliveryState.Delivered, d.State));
        Assert.Equal(HealthState.Ok, (await told.SignAsync()).State);
    }

    [Fact]
    public async Task A_slow_endpoint_holds_up_no_other()
    {
        await using var quick = await Receiver.StartAsync();
        await using var told = await Told.StartAsync(DatabaseKind.Sqlite, [.. Told.Settings(quick.Url, "quick").Select(s => (s.Key, s.Value))]);
        await told.HappenAsync(2);
        var released = new TaskCompletionSource();
        told.Receiver.Answer = _ => released.Task;

        var slow = told.SendAsync();
        await told.SendAsync("quick");
        var before = (slow.IsCompleted, quick.All.Count);
        released.SetResult();
        await slow;

        Assert.Equal((false, 2), before);
        Assert.Equal(4, (await told.DeliveriesAsync()).Count(d => d.State == DeliveryState.Delivered));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Two_workers_at_once_send_each_delivery_once(DatabaseKind kind)
    {
        await using var told = await Told.StartAsync(kind);
        await told.HappenAsync(60);

        await Task.WhenAll(Enumerable.Range(0, 2).Select(async _ =>
        {
            var pump = told.AnotherPump();
            while (await pump.PassAsync(CancellationToken.None) > 0)
            {
            }
        }));

        Assert.Equal((60, 60), (told.Receiver.All.Count, told.Receiver.All.Select(r => r.Id).Distinct().Count()));
        Assert.All(await told.DeliveriesAsync(), d => Assert.Equal((DeliveryState.Delivered, 1L), (d.State, d.Tries)));
    }

    [Fact]
    public async Task What_is_too_much_for_an_endpoint_is_counted_and_not_kept()
    {
        await using var told = await Told.StartAsync(DatabaseKind.Sqlite);
        await told.Agent.Database.WriteAsync(
            s => s.ExecuteAsync(
                """
                WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9999)
                INSERT INTO webhook_delivery (id, endpoint, kind, body, made_at, state, tries, due_at, lease_until)
                SELECT printf('%08d-0000-7000-8000-000000000000', i), 'crm', 'report.made', '{}', 0, 'waiting', 0, i, 0 FROM n
                """),
            CancellationToken.None);

        await told.HappenAsync(3);

        Assert.Equal(10_000, (await told.DeliveriesAsync()).Count);
        Assert.Contains("2 deliveries were not kept for crm", (await told.SignAsync()).Detail, StringComparison.Ordinal);
        var plan = await told.Agent.QueryAsync<Step>($"EXPLAIN QUERY PLAN {DeliveryStore.Claim(told.Agent.Database.Dialect)}", new { endpoint = "crm", now = 5, most = 8, Lease = 1 });
        Assert.Contains(plan, s => s.Detail.Contains("USING INDEX webhook_delivery_waiting", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, s => s.Detail.Contains("TEMP B-TREE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Erasing_leaves_nothing_of_what_was_told_and_nothing_more_is_told()
    {
        await using var told = await Told.StartAsync(DatabaseKind.Sqlite);
        await told.HappenAsync(2, "wilhelmina.tester");
        // Open again, so that the erasure itself ends them.
        await told.Agent.Database.WriteAsync(s => s.ExecuteAsync("UPDATE enrollment SET state = 'waiting'"), CancellationToken.None);
        var privacy = told.Agent.Get<PersonalData>();
        const string Address = "wilhelmina.tester0@example0.test";
        var export = await privacy.ExportAsync(Address, CancellationToken.None);
        var before = Traces.Find(told.Agent.Folder.Root, Address);

        await privacy.EraseAsync(Address, "anna", keepMailable: false, CancellationToken.None);
        while (await told.Agent.Pumps("webhook-news").Single().PassAsync(CancellationToken.None) + await told.SendAsync() > 0)
        {
        }

        Assert.Equal(Address, (string?)export!["rooms"]!["webhooks"]![0]!["body"]!["data"]!["contact"]!["address"]);
        Assert.NotEmpty(before);
        Assert.Empty(Traces.Find(told.Agent.Folder.Root, Address));
        Assert.Equal("wilhelmina.tester1@example1.test", Assert.Single(told.Receiver.All).Data.GetProperty("contact").GetProperty("address").GetString());
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task Deliveries_are_deleted_when_they_are_old_enough(DatabaseKind kind)
    {
        await using var told = await Told.StartAsync(kind);
        await told.HappenAsync(2);
        var job = told.Agent.Services.GetServices<IJob>().OfType<WebhookHousekeepingJob>().Single();
        var made = told.Agent.Clock.GetUtcNow();

        await job.RunAsync(new JobPeriod("29", made, made.AddDays(30)), CancellationToken.None);
        var young = (await told.DeliveriesAsync()).Count;
        await job.RunAsync(new JobPeriod("30", made, made.AddDays(31)), CancellationToken.None);

        Assert.Equal((2, 0), (young, (await told.DeliveriesAsync()).Count));
    }

    private sealed class Step
    {
        public string Detail { get; set; } = "";
    }
}

/// <summary>What the independent program is asked.</summary>
internal static class AskedOf
{
    public static string Asked(this Received one, string secret) =>
        JsonSerializer.Serialize(new { secret, id = one.Id, timestamp = one.Timestamp, signature = one.Signature, body = one.Body });
}
