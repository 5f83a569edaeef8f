using FollowUpAgent.Delivery;
using FollowUpAgent.Dispatch;
using FollowUpAgent.Dispatch.Guards;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Tests.House;
using Microsoft.Extensions.DependencyInjection;

namespace FollowUpAgent.Tests.Dispatch.Guards;

public sealed class RecipientCircuitTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(8, 128)]
    [InlineData(9, 240)]
    [InlineData(1000, 240)]
    public void Each_pause_is_twice_as_long_up_to_four_hours(int pause, int minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), RecipientCircuit.PauseOf(pause));

    [Fact]
    public void After_its_pause_a_few_mails_try_and_silence_about_them_closes_it()
    {
        var circuit = RecipientCircuit.Open("anna", "example.test", "5.7.1", Now);
        var after = Now + TimeSpan.FromMinutes(1);

        Assert.Equal(after, circuit.HeldUntil(Now));
        Assert.Null(circuit.HeldUntil(after));
        var tried = circuit.Tried(after).Tried(after).Tried(after);
        Assert.Equal(after + TimeSpan.FromMinutes(10), tried.HeldUntil(after));
        Assert.False(tried.IsClosed(after + TimeSpan.FromMinutes(9)));
        Assert.True(tried.IsClosed(after + TimeSpan.FromMinutes(10)));
    }

    [Fact]
    public void A_refusal_of_a_mail_that_tried_pauses_longer_and_one_of_an_older_mail_says_nothing_new()
    {
        var circuit = RecipientCircuit.Open("anna", "example.test", "5.7.1", Now);
        var after = Now + TimeSpan.FromMinutes(1);

        Assert.Same(circuit, circuit.Refused(Now - TimeSpan.FromSeconds(1), "5.7.1", after));
        var again = circuit.Tried(after).Refused(after, "5.7.26", after + TimeSpan.FromSeconds(9));
        Assert.Equal((2, after + TimeSpan.FromSeconds(9) + TimeSpan.FromMinutes(2), 0, "5.7.26"), (again.Pauses, again.OpenUntil, again.Trials, again.Code));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_domain_that_refuses_us_for_policy_is_left_alone_for_a_while_and_the_others_are_not(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 0);
        await desk.AddAsync(0, 1);
        await desk.PlanAsync();
        await desk.DeliverAsync();
        await RefuseAsync(desk);

        await desk.AddAsync(1, 5);
        await desk.AddAsync(6, 2, "other.test");
        await desk.PlanAsync();
        await desk.DeliverAsync();
        var held = await HeldAsync(desk);
        var sign = await SignAsync(desk);

        Assert.Equal(3, desk.Sink.Delivered.Count);
        Assert.Equal(Enumerable.Repeat(((string?)RecipientCircuit.Reason, desk.Agent.Clock.GetUtcNow() + TimeSpan.FromMinutes(1)), 5), held);
        Assert.Equal(HealthState.Warning, sign.State);
        Assert.Contains("example.test refuses anna (5.7.1", sign.Detail, StringComparison.Ordinal);
        Assert.Equal(3, await desk.CountedAsync("mailbox"));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task It_closes_by_itself_three_mails_first_and_then_all(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 0);
        await desk.AddAsync(0, 1);
        await desk.PlanAsync();
        await desk.DeliverAsync();
        await RefuseAsync(desk);
        await desk.AddAsync(1, 8);
        await desk.PlanAsync();
        var delivered = new List<int>();

        foreach (var minutes in new[] { 0, 1, 5, 5 })
        {
            desk.Agent.Clock.Advance(TimeSpan.FromMinutes(minutes));
            await desk.DeliverAsync();
            delivered.Add(desk.Sink.Delivered.Count);
        }

        Assert.Equal([1, 4, 4, 9], delivered);
        Assert.Empty(await desk.Agent.QueryAsync<int>("SELECT 1 FROM recipient_circuit"));
        Assert.Equal(HealthState.Ok, (await SignAsync(desk)).State);
        Assert.All(await desk.EnrollmentsAsync(), e => Assert.Equal(0, e.Lapses));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task A_refusal_for_policy_at_the_door_holds_its_domain_too(DatabaseKind kind)
    {
        await using var desk = await DispatchDesk.OpenAsync(kind, 1);
        desk.Sink.OnSend = mail => mail.To.Address.EndsWith("@example.test", StringComparison.Ordinal)
            ? new SendOutcome.Refused(new SmtpReply("RCPT", 550, "5.7.26", "550 5.7.26"))
            : desk.Sink.Take(mail);
        await desk.PlanAsync();
        await desk.DeliverAsync();
        await desk.AddAsync(1, 3);
        await desk.AddAsync(4, 3, "other.test");

        await desk.PlanAsync();
        await desk.DeliverAsync();

        Assert.Equal(3, desk.Sink.Delivered.Count);
        Assert.Equal(3, (await HeldAsync(desk)).Count(h => h.Reason == RecipientCircuit.Reason));
        Assert.Empty(await desk.Agent.QueryAsync<int>("SELECT 1 FROM suppression"));
    }

    private static async Task RefuseAsync(DispatchDesk desk)
    {
        var message = (await desk.Agent.QueryAsync<OutboxMessage>($"SELECT {OutboxStore.Columns} FROM message WHERE state = 'sent'")).First();
        await desk.Agent.Database.WriteAsync(
            async session =>
            {
                await session.OpenCircuitAsync(message, "5.7.1", desk.Agent.Clock.GetUtcNow());
                await session.OpenCircuitAsync(message, "5.7.1", desk.Agent.Clock.GetUtcNow());
            },
            CancellationToken.None);
    }

    private static async Task<List<(string? Reason, DateTimeOffset DueAt)>> HeldAsync(DispatchDesk desk) =>
        [.. (await desk.Agent.QueryAsync<OutboxMessage>($"SELECT {OutboxStore.Columns} FROM message WHERE state = 'queued'")).Select(m => (m.Reason, m.DueAt))];

    private static Task<HealthReading> SignAsync(DispatchDesk desk) =>
        desk.Agent.Services.GetServices<IHealthSign>().OfType<CircuitSign>().Single().ReadAsync(CancellationToken.None);
}
