using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Signals;
using FollowUpAgent.Signals.Import;
using FollowUpAgent.Tests.House;

namespace FollowUpAgent.Tests.Signals;

public sealed class SignalImportTests
{
    private static readonly Dictionary<string, string?> Settings = new() { ["Signals:Pages:pricing:0"] = "/pricing*" };

    [Theory, OnSqlite, OnPostgres]
    public async Task What_can_be_used_goes_in_and_the_rest_is_told_by_line(DatabaseKind kind)
    {
        await using var agent = await BuildAsync(kind);
        var ada = await agent.AddContactAsync("ada@one.test");
        await agent.AddContactAsync("shy@one.test", c => c with { Tracking = false });
        await agent.AddContactAsync("apart@one.test", c => c with { Profiling = false });

        var summary = await ImportAsync(agent, $"""
            email,contact,kind,name,occurred at,source id
            Ada@One.test,,visit,https://acme.test/pricing?x=1,2026-02-01T09:00:00Z,1
            ada@one.test,,Visit,pricing,2026-02-01 10:00,2
            ,{ada.Id},custom,"Demo request, 30 min",2026-02-01T09:00:00+02:00,3
            ada@one.test,,reply,,2026-02-02,4
            nobody@one.test,,reply,,2026-02-02,5
            shy@one.test,,visit,/pricing,2026-02-02,6
            shy@one.test,,reply,,2026-02-02,7
            apart@one.test,,reply,,2026-02-02,8
            ada@one.test,,phone,,2026-02-02,9
            ada@one.test,,custom,,2026-02-02,10
            ada@one.test,,reply,,02/03/2026,11
            ada@one.test,,reply,,2036-02-02,12
            ada,,reply,,2026-02-02,13
            ada@one.test,,reply,,1066-02-02,14
            """);

        Assert.Equal((14, 5, 0, 9), (summary.Rows, summary.Added, summary.Known, summary.Rejected));
        Assert.Equal([6, 7, 9, 10, 11, 12, 13, 14, 15], summary.FirstRejected.Select(r => r.Line).Order());
        var signals = (await ReadAsync(agent)).Where(s => s.ContactId == ada.Id).OrderBy(s => s.OccurredAt).Select(s => $"{s.Kind} {s.Name} {s.OccurredAt:MM-dd HH:mm}");
        Assert.Equal(["custom demo-request-30-min 02-01 07:00", "visit pricing 02-01 09:00", "visit pricing 02-01 10:00", "reply  02-02 00:00"], signals);
        Assert.Contains("no contact of ours", await File.ReadAllTextAsync(summary.ErrorFile!), StringComparison.Ordinal);
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task The_same_rows_again_change_nothing(DatabaseKind kind)
    {
        await using var agent = await BuildAsync(kind);
        await agent.AddContactAsync("ada@one.test");
        const string File = "email;kind;name;date\nada@one.test;custom;demo;2026-02-01 09:00\nada@one.test;custom;demo;2026-02-01 09:00\nada@one.test;custom;demo;2026-02-01 09:01\n";

        var first = await ImportAsync(agent, File);
        var second = await ImportAsync(agent, File);

        Assert.Equal((2, 1, 0, 3), (first.Added, first.Known, second.Added, second.Known));
        Assert.Equal(2, (await ReadAsync(agent)).Count);
    }

    [Fact]
    public async Task The_moment_of_import_is_that_of_recording()
    {
        await using var agent = await BuildAsync(DatabaseKind.Sqlite);
        await agent.AddContactAsync("ada@one.test");

        await ImportAsync(agent, "email,kind,at\nada@one.test,reply,2025-02-01T09:00:00Z\n");

        Assert.Equal(agent.Clock.GetUtcNow(), Assert.Single(await ReadAsync(agent)).RecordedAt);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\n", "no line")]
    [InlineData("email,kind\n", "occurred at")]
    [InlineData("name,kind,at\n", "email or contact")]
    [InlineData("email,at\n", "'kind'")]
    public async Task A_file_without_its_columns_is_refused(string text, string reason)
    {
        await using var agent = await BuildAsync(DatabaseKind.Sqlite);

        var refusal = await Assert.ThrowsAsync<ImportException>(() => ImportAsync(agent, text));

        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_breaks_off_keeps_what_came_before()
    {
        await using var agent = await BuildAsync(DatabaseKind.Sqlite);
        await agent.AddContactAsync("ada@one.test");

        await Assert.ThrowsAsync<ImportException>(() => ImportAsync(agent, "email,kind,at\nada@one.test,reply,2026-02-01\nada@one.test,\"reply,2026-02-02\n"));

        Assert.Single(await ReadAsync(agent));
    }

    private static Task<AgentInTest> BuildAsync(DatabaseKind kind) => AgentInTest.BuildAsync(kind, Settings);

    private static async Task<SignalImportSummary> ImportAsync(AgentInTest agent, string text)
    {
        var file = agent.Folder.Resolve("signals.csv");
        await File.WriteAllTextAsync(file, text);
        return await agent.Get<SignalImporter>().ImportAsync(new SignalImportRequest(file, local => new DateTimeOffset(local, TimeSpan.Zero)), null, CancellationToken.None);
    }

    private static Task<IReadOnlyList<Signal>> ReadAsync(AgentInTest agent) =>
        agent.Database.ReadAsync(s => s.ReadSignalsRecordedSinceAsync(DateTimeOffset.UnixEpoch, Guid.Empty, 100), CancellationToken.None);
}
