using System.Text.Json;

namespace FollowUpAgent.Tests.Cli;

public sealed class ContactVerbsTests
{
    [Fact]
    public async Task Enroll_says_who_was_not_let_in_and_why()
    {
        using var shell = await ImportedAsync("email,lawful basis,basis date,source\nyes@example.com,consent,2025-01-01,form\nno@example.com,,,form\n");

        var ran = (await shell.OnSampleAsync("enroll", "welcome", "--verbose", "--json")).Json;

        Assert.Equal((1, 1), (ran.GetProperty("enrolled").GetInt32(), ran.GetProperty("refused").GetInt32()));
        Assert.StartsWith("no lawful basis", ran.GetProperty("reasons").EnumerateObject().Single().Name, StringComparison.Ordinal);
        Assert.Equal(2, ran.GetProperty("contacts").GetArrayLength());
    }

    [Fact]
    public async Task A_dry_run_shows_schedules_in_the_contacts_own_time_and_enrolls_nobody()
    {
        using var shell = await ImportedAsync();

        var words = await shell.OnSampleAsync("enroll", "renewal", "--address", "ada.brown@example.com", "--dry-run");
        var real = await shell.OnSampleAsync("enroll", "renewal", "--json");

        Assert.Contains("1 would be enrolled", words.Data, StringComparison.Ordinal);
        Assert.Contains("Mon 2026-03-02 09:00  9 slots: d0-morning", words.Data, StringComparison.Ordinal);
        Assert.Equal(10, real.Json.GetProperty("enrolled").GetInt32());
    }

    [Theory]
    [InlineData("language=NL", 4)]
    [InlineData("domain=example.com", 3)]
    [InlineData("timeZone=Asia/Tokyo", 1)]
    public async Task Where_chooses_by_the_contacts_fields(string where, int expected)
    {
        using var shell = await ImportedAsync();

        var ran = await shell.OnSampleAsync("enroll", "welcome", "--where", where, "--json");

        Assert.Equal(expected, ran.Json.GetProperty("enrolled").GetInt32());
    }

    [Theory]
    [InlineData("--where", "langauge=nl")]
    [InlineData("--where", "langauge=")]
    [InlineData("--where", "language")]
    public async Task A_misspelt_condition_enrolls_nobody(params string[] where)
    {
        using var shell = await ImportedAsync();

        var wrong = await shell.OnSampleAsync(["enroll", "welcome", .. where]);
        var right = await shell.OnSampleAsync("enroll", "welcome", "--json");

        Assert.Equal(2, wrong.Code);
        Assert.Equal(10, right.Json.GetProperty("enrolled").GetInt32());
    }

    [Fact]
    public async Task An_unknown_sequence_or_address_enrolls_nobody()
    {
        using var shell = await ImportedAsync();

        var sequence = await shell.OnSampleAsync("enroll", "welcom");
        var address = await shell.OnSampleAsync("enroll", "welcome", "--address", "nobody@example.com", "--address", "ada.brown@example.com");
        var right = await shell.OnSampleAsync("enroll", "welcome", "--json");

        Assert.Equal((2, 1), (sequence.Code, address.Code));
        Assert.Contains("renewal, revival, welcome", sequence.Messages, StringComparison.Ordinal);
        Assert.Equal(10, right.Json.GetProperty("enrolled").GetInt32());
    }

    [Fact]
    public async Task Import_counts_every_row_once_and_fails_where_none_can_be_used()
    {
        using var shell = await ImportedAsync();

        var again = await shell.OnSampleAsync("import", Path.Combine(shell.Agent, "contacts.csv"), "--json");
        var none = await shell.OnSampleAsync("import", await shell.WriteAsync("email\nnot an address\n"));
        var missing = await shell.OnSampleAsync("import", Path.Combine(shell.Folder, "nowhere.csv"));

        Assert.Equal(10, again.Json.GetProperty("unchanged").GetInt32());
        Assert.Equal((1, 1), (none.Code, missing.Code));
        Assert.Contains("nowhere.csv", missing.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_names_the_choice_the_alternatives_and_their_probabilities()
    {
        using var shell = await ImportedAsync();
        await shell.OnSampleAsync("enroll", "welcome");
        await shell.OnSampleAsync("run", "--once");

        var whole = (await shell.OnSampleAsync("explain", "ada.brown@example.com", "--json")).Json;
        var decision = whole.GetProperty("decisions")[0];
        var one = await shell.OnSampleAsync("explain", decision.GetProperty("decision").GetString()!, "--json");
        var words = await shell.OnSampleAsync("explain", "ada.brown@example.com");

        var options = decision.GetProperty("stages")[0].GetProperty("options").EnumerateArray().ToList();
        Assert.Equal(["d0-day", "skip"], options.Select(o => o.GetProperty("action").GetString()));
        Assert.Equal(1, options.Sum(o => o.GetProperty("probability").GetDouble()), 9);
        Assert.Equal(decision.GetRawText(), one.Json.GetProperty("decisions")[0].GetRawText());
        Assert.Contains("welcome / intro, round 1", words.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_finds_a_decision_by_the_mail_that_came_of_it()
    {
        using var shell = await ImportedAsync();
        await shell.OnSampleAsync("enroll", "welcome");
        await shell.OnSampleAsync("run", "--once");
        var header = File.ReadLines(shell.Mails[0]).Single(l => l.StartsWith("Message-ID: ", StringComparison.Ordinal))["Message-ID: ".Length..];

        var ran = await shell.OnSampleAsync("explain", header, "--json");

        Assert.Equal("sent", ran.Json.GetProperty("decisions")[0].GetProperty("ended").GetString());
        Assert.Equal(2, ran.Json.GetProperty("decisions")[0].GetProperty("stages").GetArrayLength());
    }

    [Fact]
    public async Task Explain_takes_a_mails_file_or_the_left_half_of_its_Message_ID()
    {
        using var shell = await ImportedAsync();
        await shell.OnSampleAsync("enroll", "welcome");
        await shell.OnSampleAsync("run", "--once");
        var file = shell.Mails[0];
        var left = Path.GetFileNameWithoutExtension(file);

        var answers = new List<string>();
        foreach (var asked in new[] { file, Path.GetFileName(file), left, $"<{left}", $"{left}@whatever.example" })
        {
            answers.Add((await shell.OnSampleAsync("explain", asked, "--json")).Data);
        }

        Assert.Contains("\"sent\"", answers[0], StringComparison.Ordinal);
        Assert.Single(answers.Distinct());
    }

    [Fact]
    public async Task Explain_shows_the_newest_decisions_and_says_how_many_there_are()
    {
        using var shell = await ImportedAsync();
        await shell.OnSampleAsync("enroll", "welcome");
        for (var day = 0; day < 12; day++)
        {
            await shell.OnSampleAsync("run", "--once");
            shell.Clock.Advance(TimeSpan.FromDays(1));
        }

        var all = (await shell.OnSampleAsync("explain", "ada.brown@example.com", "--json")).Json.GetProperty("decisions");
        var two = (await shell.OnSampleAsync("explain", "ada.brown@example.com", "--limit", "2", "--json")).Json;
        var words = await shell.OnSampleAsync("explain", "ada.brown@example.com", "--limit", "2");
        var none = await shell.OnSampleAsync("explain", "ada.brown@example.com", "--limit", "0");

        var count = all.GetArrayLength();
        Assert.True(count > 2, $"{count} decisions are too few to leave one out");
        Assert.Equal(count, two.GetProperty("decisionsInAll").GetInt32());
        Assert.Equal(all.EnumerateArray().TakeLast(2).Select(d => d.GetRawText()), two.GetProperty("decisions").EnumerateArray().Select(d => d.GetRawText()));
        Assert.Contains($"The newest 2 of {count} decisions; --limit {count} shows all.", words.Data, StringComparison.Ordinal);
        Assert.Equal(2, none.Code);
    }

    [Theory]
    [InlineData("nobody@example.com")]
    [InlineData("01a20135-67cc-72cb-8d24-ad3c657c6ca2")]
    [InlineData("nonsense")]
    public async Task Explaining_what_is_not_known_ends_with_1(string what)
    {
        using var shell = await ImportedAsync();

        var ran = await shell.OnSampleAsync("explain", what);

        Assert.Equal(1, ran.Code);
        Assert.Contains("Nothing is known", ran.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_suppressed_is_not_enrolled_until_taken_off_the_list()
    {
        using var shell = await ImportedAsync();

        await shell.OnSampleAsync("suppress", "ada.brown@example.com");
        var listed = await shell.OnSampleAsync("suppress", "--list", await shell.WriteAsync("bas@fietsen-devries.test\n"), "--json");
        var enroll = await shell.OnSampleAsync("enroll", "welcome", "--json");
        var off = await shell.OnSampleAsync("unsuppress", "ada.brown@example.com", "--json");
        var twice = await shell.OnSampleAsync("unsuppress", "ada.brown@example.com");

        Assert.Equal(1, listed.Json.GetProperty("added").GetInt32());
        Assert.Equal(2, enroll.Json.GetProperty("reasons").GetProperty("suppressed").GetInt32());
        Assert.Equal("manual", off.Json.GetProperty("reason").GetString());
        Assert.Equal(1, twice.Code);
    }

    [Fact]
    public async Task A_person_is_exported_erased_and_then_not_known()
    {
        using var shell = await ImportedAsync();

        var export = await shell.OnSampleAsync("export", "ada.brown@example.com");
        var erase = await shell.OnSampleAsync("erase", "ada.brown@example.com", "--yes", "--json");
        var again = await shell.OnSampleAsync("explain", "ada.brown@example.com");
        var unknown = await shell.OnSampleAsync("export", "nobody@example.com");

        Assert.Equal("Ada", export.Json.GetProperty("rooms").GetProperty("contacts").GetProperty("firstName").GetString());
        Assert.Equal("erased", erase.Json.GetProperty("outcome").GetString());
        Assert.Equal((1, 1), (again.Code, unknown.Code));
    }

    [Theory]
    [InlineData("run --once --json")]
    [InlineData("check --json")]
    [InlineData("migrate --json")]
    [InlineData("train --json")]
    [InlineData("enroll renewal --dry-run --json")]
    public async Task A_result_for_scripts_is_JSON_alone(string line)
    {
        using var shell = await ImportedAsync();

        var ran = await shell.OnSampleAsync(line.Split(' '));

        Assert.Equal((0, ""), (ran.Code, ran.Messages));
        Assert.Equal(JsonValueKind.Object, ran.Json.ValueKind);
    }

    private static async Task<Shell> ImportedAsync(string? csv = null)
    {
        var shell = await Shell.WithSampleAsync();
        var imported = await shell.OnSampleAsync("import", csv is null ? Path.Combine(shell.Agent, "contacts.csv") : await shell.WriteAsync(csv));
        Assert.Equal("", imported.Messages);
        return shell;
    }
}
