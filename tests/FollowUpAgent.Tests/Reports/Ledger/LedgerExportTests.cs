using System.Text.Json;
using FollowUpAgent.Cli;
using FollowUpAgent.Contacts;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Reports.Ledger;
using FollowUpAgent.Tests.Cli;
using FollowUpAgent.Tests.House;
using FollowUpAgent.Tests.Oversight.Approvals;

namespace FollowUpAgent.Tests.Reports.Ledger;

public sealed class LedgerExportTests
{
    [Theory, OnSqlite, OnPostgres]
    public async Task Every_stage_is_a_line_with_probabilities_what_was_done_and_what_came_of_it(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 2);
        var pending = await asked.PendingAsync();
        await asked.ApproveAsync(pending[0].DecisionId);
        await asked.Desk.SkipAsync([pending[1].DecisionId], AskedAgent.Anna, CancellationToken.None);
        await asked.PassAsync(TimeSpan.FromHours(1));
        await asked.Agent.Database.WriteAsync(
            s => s.ExecuteAsync(
                "INSERT INTO reward (event_id, decision_id, outcome, occurred_at) VALUES (@event, @DecisionId, 'click', @now)",
                new { @event = pending[0].EnrollmentId.Value, pending[0].DecisionId, now = asked.Agent.Clock.GetUtcNow() }),
            CancellationToken.None);

        var lines = (await WriteAsync(asked.Agent, "ledger.jsonl")).Select(l => JsonSerializer.Deserialize<JsonElement>(l)).ToList();

        Assert.Equal(4, lines.Count);
        var ledger = (await asked.Agent.QueryAsync<Decision>("SELECT * FROM decision")).ToDictionary(d => ($"{d.Id}", d.Stage));
        Assert.All(lines, l => Assert.Equal(
            JsonSerializer.Deserialize<double[]>(ledger[(Text(l, "decision")!, Text(l, "stage")!)].Propensities),
            l.GetProperty("propensities").EnumerateArray().Select(p => p.GetDouble())));
        var sent = lines.Where(l => Text(l, "decision") == $"{pending[0].DecisionId}").ToList();
        var skipped = lines.First(l => Text(l, "decision") == $"{pending[1].DecisionId}");
        Assert.All(sent, l => Assert.Equal(("approved", "sent", "click"), (Text(l, "approval"), Text(l, "end"), Text(l.GetProperty("rewards")[0], "outcome"))));
        Assert.Equal(("skipped", "skip", "skipped", "override"), (Text(skipped, "approval"), Text(skipped, "done_slot"), Text(skipped, "end"), Text(skipped, "end_reason")));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task No_cell_is_a_formula_and_no_person_is_in_it(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind, contacts: 2);
        var row = (await asked.Agent.QueryAsync<Decision>("SELECT * FROM decision")).First();
        await asked.Agent.Database.WriteAsync(
            async s =>
            {
                foreach (var formula in (string[])["=cmd", "+1", "-1", "@sum"])
                {
                    await s.AddDecisionAsync(row with { Id = new DecisionId(asked.Agent.Get<IdSource>().New()), Sequence = formula, Step = formula, Round = 9, Stage = formula, Chosen = formula });
                }

                return 0;
            },
            CancellationToken.None);

        var lines = await WriteAsync(asked.Agent, "ledger.csv");

        Assert.Equal(string.Join(',', LedgerLine.Names), lines[0]);
        Assert.Equal(1 + 4 + 4, lines.Count);
        Assert.DoesNotContain(lines.SelectMany(l => l.Split(',', '"')), c => c.Length > 0 && "=+-@".Contains(c[0], StringComparison.Ordinal));
        var known = await asked.Agent.QueryAsync<Contact>("SELECT * FROM contact");
        Assert.All(known, c => Assert.DoesNotContain(lines, l => l.Contains(c.Address, StringComparison.Ordinal) || l.Contains(c.Domain, StringComparison.Ordinal)));
        Assert.All(known, c => Assert.Contains(lines, l => l.Contains($"{c.Id}", StringComparison.Ordinal)));
    }

    [Theory, OnSqlite, OnPostgres]
    public async Task More_than_a_page_comes_out_once_each_in_the_order_of_time_and_within_the_bounds(DatabaseKind kind)
    {
        await using var asked = await AskedAgent.AskAsync(kind);
        var row = (await asked.Agent.QueryAsync<Decision>("SELECT * FROM decision WHERE stage = 'when'")).Single();
        var start = row.DecidedAt + TimeSpan.FromDays(1);
        await asked.Agent.Database.WriteAsync(
            s => s.AddDecisionsAsync([.. Enumerable.Range(0, 1203).Select(i => row with { Id = new DecisionId(asked.Agent.Get<IdSource>().New()), Round = i + 2, DecidedAt = start.AddMinutes(i / 3) })]),
            CancellationToken.None);

        var lines = (await WriteAsync(asked.Agent, "all.jsonl", start, start.AddMinutes(400))).ConvertAll(l => JsonSerializer.Deserialize<JsonElement>(l));

        Assert.Equal(1200, lines.Select(l => Text(l, "decision")).Distinct().Count());
        Assert.Equal(1200, lines.Count);
        Assert.Equal(lines.Select(l => Text(l, "decided_at")).Order(StringComparer.Ordinal), lines.Select(l => Text(l, "decided_at")));
    }

    [Fact]
    public async Task The_verb_writes_a_whole_file_or_none_and_takes_two_endings()
    {
        using var shell = await Shell.WithSampleAsync();
        var file = Path.Combine(shell.Folder, "out.csv");

        var written = await shell.OnSampleAsync("ledger", "export", file, "--from", "2026-01-01", "--json");
        var refused = await shell.OnSampleAsync("ledger", "export", Path.Combine(shell.Folder, "out.xlsx"));

        Assert.Equal((0, 0), (written.Code, written.Json.GetProperty("lines").GetInt32()));
        Assert.Equal([file], Directory.GetFiles(shell.Folder, "out*"));
        Assert.Equal(ExitCode.WrongUsage, refused.Code);
        Assert.Contains(".jsonl", refused.Messages, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement line, string name) => line.GetProperty(name).GetString();

    private static async Task<List<string>> WriteAsync(AgentInTest agent, string name, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var path = agent.Folder.Resolve(name);
        using (var file = LedgerFile.Open(path)!)
        {
            await new LedgerExport(agent.Database).WriteAsync(file, from ?? DateTimeOffset.UnixEpoch, until ?? DateTimeOffset.MaxValue, new Progress<long>(), CancellationToken.None);
            file.Finish();
        }

        return [.. await File.ReadAllLinesAsync(path)];
    }
}
