using System.Globalization;
using System.Text;
using System.Text.Json;
using FollowUpAgent.Learning.Policies;

namespace FollowUpAgent.Tests.Cli;

public sealed class EvaluateTests
{
    [Theory]
    [InlineData("replay")]
    [InlineData("offpolicy")]
    public async Task A_past_campaign_is_judged_policy_by_policy_beside_chance_and_the_best_single_mail(string method)
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(3_000));

        var ran = await shell.RunAsync("evaluate", "--log", log, "--action", "mail", "--reward", "visit", "--method", method, "--seeds", "2", "--json");

        Assert.Equal(0, ran.Code);
        using var json = JsonDocument.Parse(ran.Data);
        var root = json.RootElement;
        Assert.Equal(3_000, root.GetProperty("rows").GetInt32());
        Assert.Equal(3_000, root.GetProperty("actions").EnumerateArray().Sum(a => a.GetProperty("n").GetInt32()));
        var results = root.GetProperty("results").EnumerateArray().ToList();
        Assert.Equal(["default", "context-free", "contextual", "uniform", "fixed:long"], results.Select(r => r.GetProperty("policy").GetString()));
        Assert.All(results, r =>
        {
            Assert.InRange(r.GetProperty("value").GetDouble(), r.GetProperty("low").GetDouble(), r.GetProperty("high").GetDouble());
            Assert.True(r.GetProperty("se").GetDouble() > 0);
            Assert.True(r.GetProperty("n").GetInt64() > 500);
            Assert.Equal(2, r.GetProperty("seeds").GetArrayLength());
        });
        Assert.Contains(root.GetProperty("verdict").GetString(), new[] { "better", "not worse", "worse", "not enough evidence" });
        Assert.True(root.GetProperty("seconds").GetDouble() > 0);
    }

    [Fact]
    public async Task A_prediction_needs_no_action_and_says_how_far_it_can_be_trusted()
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(2_000));

        var ran = await shell.RunAsync("evaluate", "--log", log, "--reward", "visit", "--context", "age,plan", "--method", "holdout", "--json");

        Assert.Equal(0, ran.Code);
        using var json = JsonDocument.Parse(ran.Data);
        var prediction = json.RootElement.GetProperty("prediction");
        Assert.InRange(prediction.GetProperty("auc").GetDouble(), 0.6, 0.9);
        Assert.InRange(prediction.GetProperty("calibrationError").GetDouble(), 0, 0.06);
        Assert.Equal(prediction.GetProperty("auc").GetDouble(), json.RootElement.GetProperty("results")[0].GetProperty("value").GetDouble());
    }

    [Fact]
    public async Task How_often_policies_are_tried_does_not_change_a_prediction()
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(500));
        string[] holdout = ["evaluate", "--log", log, "--reward", "visit", "--context", "age,plan", "--method", "holdout", "--json", "--seeds"];

        var (once, often) = (await shell.RunAsync([.. holdout, "1"]), await shell.RunAsync([.. holdout, "7"]));

        Assert.Equal(Said(once), Said(often));

        static string Said(Ran ran)
        {
            using var json = JsonDocument.Parse(ran.Data);
            return json.RootElement.GetProperty("results").GetRawText();
        }
    }

    [Fact]
    public async Task People_read_a_table_and_one_plain_sentence()
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(2_000));

        var ran = await shell.RunAsync("evaluate", "--log", log, "--action", "mail", "--reward", "visit", "--policy", "contextual", "--policy", "fixed:short", "--seeds", "1");

        Assert.Equal(0, ran.Code);
        Assert.Contains("contextual against fixed:long: ", ran.Data, StringComparison.Ordinal);
        Assert.Contains("fixed:short", ran.Data, StringComparison.Ordinal);
        Assert.Contains("known only in hindsight", ran.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_may_say_how_likely_each_mail_was()
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(2_000));

        var ran = await shell.RunAsync(
            "evaluate", "--log", log, "--action", "mail", "--reward", "visit", "--propensity", "p", "--policy", "uniform", "--seeds", "3", "--json");

        Assert.Equal(0, ran.Code);
        Assert.DoesNotContain("\"p\"", ran.Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mail_may_be_called_none_and_a_context_may_be_unknown()
    {
        using var shell = new Shell();
        var text = Campaign(1_000).Replace("long", "none", StringComparison.Ordinal).Replace("basic", "N/A", StringComparison.Ordinal);

        var ran = await shell.RunAsync("evaluate", "--log", await shell.WriteAsync(text), "--action", "mail", "--reward", "visit", "--policy", "fixed:none", "--seeds", "1");

        Assert.Equal(0, ran.Code);
    }

    [Theory]
    [InlineData("--action mail --reward visits", "The log has no column 'visits'. It has: mail, visit, age, plan, p, paid, id")]
    [InlineData("--action mail --reward plan", "Row 1 (line 2), column 'plan': 'plus'")]
    [InlineData("--action id --reward visit", "different actions")]
    [InlineData("--action mail --reward visit --propensity age", "Row 1 (line 2), column 'age': '30'; a propensity is above 0")]
    [InlineData("--action mail --reward visit --policy greedy", "There is no policy 'greedy'")]
    [InlineData("--action mail --reward visit --policy fixed:medium", "The log has no action 'medium'; it has long, short.")]
    [InlineData("--action mail --reward visit --context visit,age", "The column 'visit' is the action, the reward or the propensity")]
    [InlineData("--action mail --reward visit --exclude nothing", "The log has no column 'nothing'")]
    [InlineData("--reward age --method holdout", "A prediction needs a reward of 0 or 1")]
    public async Task What_a_log_does_not_have_is_named(string arguments, string said)
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(300));

        var ran = await shell.RunAsync(["evaluate", "--log", log, "--seeds", "1", .. arguments.Split(' ')]);

        Assert.Equal(1, ran.Code);
        Assert.Contains(said, ran.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail,visit\n", "no rows")]
    [InlineData("", "is empty")]
    [InlineData("mail,visit\na,1\na,0\n", "one action 'a'")]
    [InlineData("mail,visit\na,0\nb,0\n", "'visit' is 0 in every row")]
    [InlineData("mail,visit\na,1\nb\n", "Line 3 has 1 cells, the header has 2")]
    [InlineData("mail,visit\na,1\n,0\n", "Row 2 (line 3), column 'mail': empty")]
    [InlineData("mail,visit\na,1\nb,NaN\n", "Row 2 (line 3), column 'visit': 'NaN'")]
    [InlineData("mail,visit\na,1\nb,\n", "Row 2 (line 3), column 'visit': empty")]
    [InlineData("mail,visit\na,1\nb,1e999\n", "Row 2 (line 3), column 'visit': '1e999'")]
    [InlineData("mail,mail,visit\na,b,1\n", "the column 'mail' twice")]
    public async Task A_log_that_is_none_is_refused(string text, string said)
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(text);

        var ran = await shell.RunAsync("evaluate", "--log", log, "--action", "mail", "--reward", "visit");

        Assert.Equal(1, ran.Code);
        Assert.Contains(said, ran.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mail,visit\na,1\n\"b,0\n", "Line 3: a quote is opened and never closed. Correct it and try again. Nothing was evaluated.")]
    [InlineData("\"mail,visit\na,1\nb,0\n", "Line 1: a quote is opened and never closed. Correct it and try again. Nothing was evaluated.")]
    [InlineData("mail,visit\na,1\n\"b\"c,0\n", "Line 3: text after a closing quote")]
    [InlineData("", "The file is empty: expected CSV")]
    public async Task A_damaged_log_is_refused_without_a_word_of_an_import(string text, string said)
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(text);

        var ran = await shell.RunAsync("evaluate", "--log", log, "--action", "mail", "--reward", "visit");

        Assert.Equal(1, ran.Code);
        Assert.Contains(said, ran.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("import", ran.Messages, StringComparison.Ordinal);
        Assert.DoesNotContain("contact", ran.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_column_that_was_written_after_the_reward_is_refused_by_name()
    {
        using var shell = new Shell();
        var log = await shell.WriteAsync(Campaign(1_000, withSpend: true));

        var refused = await shell.RunAsync("evaluate", "--log", log, "--action", "mail", "--reward", "visit", "--seeds", "1");
        var accepted = await shell.RunAsync("evaluate", "--log", log, "--action", "mail", "--reward", "visit", "--seeds", "1", "--exclude", "paid");

        Assert.Equal((1, 0), (refused.Code, accepted.Code));
        Assert.Contains("'paid' (AUC 1.000): tells the reward almost perfectly", refused.Messages, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--reward visit --method replay", "--action <column>")]
    [InlineData("--action mail --reward visit --floor 2", "a share from 0 to 1")]
    [InlineData("--action mail --reward visit --batch 0", "a number from 1")]
    [InlineData("--action mail --reward visit --method guess", "guess")]
    public async Task A_wrong_command_line_is_told_apart_from_a_wrong_log(string arguments, string said)
    {
        using var shell = new Shell();

        var ran = await shell.RunAsync(["evaluate", "--log", "any.csv", .. arguments.Split(' ')]);

        Assert.Equal(2, ran.Code);
        Assert.Contains(said, ran.Messages, StringComparison.Ordinal);
    }

    // Young people like short mails, others long ones; short ones were sent more often.
    private static string Campaign(int rows, bool withSpend = false)
    {
        var chance = new SeededUniforms(9);
        var text = new StringBuilder("mail;visit;age;plan;p;paid;id\n");
        for (var row = 0; row < rows; row++)
        {
            var (age, isShort, isPlus) = (30 + (int)(chance.Next() * 40), chance.Next() < 0.6, chance.Next() < 0.5);
            var rate = (isShort == (age < 40) ? 0.5 : 0.2) + (isPlus ? 0.25 : 0);
            var isVisit = chance.Next() < rate;
            text.Append(CultureInfo.InvariantCulture, $"{(isShort ? "short" : "long")};{(isVisit ? "yes" : "no")};{(row == 0 ? 30 : age)};{(row == 0 || isPlus ? "plus" : "basic")};{(isShort ? 0.6 : 0.4)};")
                .Append(CultureInfo.InvariantCulture, $"{(withSpend && isVisit ? 5 + (row % 90) : 0)};c{row}\n");
        }

        return text.ToString();
    }
}
