using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using FollowUpAgent.Learning.Evaluation;
using FollowUpAgent.Training.Evaluation;

namespace FollowUpAgent.Cli;

/// <summary><c>followup evaluate</c>: what the agent would have made of a past campaign.</summary>
internal static class EvaluateVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(Output output)
    {
        var options = new EvaluateOptions();
        var json = Output.JsonOption();
        var verb = new Verb(
            "evaluate",
            "Say what the agent would have made of a past campaign whose mails were shared out at random: a CSV file with a row a mail, what was sent and what came of it. Nothing is sent and no agent is needed.",
            "followup evaluate --log past.csv --action segment --reward visit --method replay",
            "followup evaluate --log past.csv --action mail --reward sale --context age,plan --policy default --policy fixed:plain --method offpolicy --json",
            "followup evaluate --log leads.csv --reward converted --exclude id,stage --method holdout")
        {
            json,
        };
        options.AddTo(verb);
        return verb.Does(async (parse, cancellationToken) =>
        {
            var clock = Stopwatch.StartNew();
            var request = options.Sheet(parse);
            var sheet = await output.ShowProgressAsync("Reading", progress => LogSheet.ReadAsync(options.File(parse), progress, cancellationToken));
            var log = sheet.Read(request);
            var method = options.Method(parse);
            var outcome = await output.ShowProgressAsync(
                "Evaluating",
                progress => Task.Run(
                    () => EvaluationRun.Run(log, method, options.Policies(parse), options.Settings(parse), new PercentProgress(progress), cancellationToken),
                    cancellationToken));
            if (sheet.IsCut)
            {
                output.Message($"Only the first {LogSheet.MostRows:N0} rows were used.");
            }

            if (parse.GetValue(json))
            {
                output.WriteJson(EvaluationJson.Of(outcome, clock.Elapsed));
            }
            else
            {
                EvaluationText.Write(output, outcome, method, clock.Elapsed);
            }

            return ExitCode.Done;
        });
    }
}

/// <summary>The options of <c>followup evaluate</c>.</summary>
internal sealed class EvaluateOptions
{
    private readonly Option<string> file = new("--log") { Description = "A CSV file with a header line; encoding and delimiter are found by themselves.", Required = true };
    private readonly Option<string?> action = new("--action") { Description = "The column that says what was sent. A prediction can do without.", HelpName = "column" };
    private readonly Option<string> reward = new("--reward") { Description = "The column that says what came of it: a number, or yes and no.", HelpName = "column", Required = true };
    private readonly Option<string> context = new("--context") { Description = "Columns that were known before, separated by commas; all: every column that is left.", HelpName = "a,b,c", DefaultValueFactory = _ => All };
    private readonly Option<string?> exclude = new("--exclude") { Description = "Columns to leave out, separated by commas.", HelpName = "a,b,c" };
    private readonly Option<string> propensity = new("--propensity") { Description = "How likely each action was: uniform, empirical (as it is frequent), or the column that says so.", HelpName = "how", DefaultValueFactory = _ => SheetRequest.Empirical };
    private readonly Option<string> method = new("--method") { Description = "replay: go through the log as if it happened again; offpolicy: judge each half by what was learned of the other; holdout: predict the reward.", HelpName = "method", DefaultValueFactory = _ => Methods[0] };
    private readonly Option<string[]> policy = new("--policy") { Description = $"What to try: {PolicyName.Forms}. May be given more than once. Default: all that learn.", HelpName = "policy" };
    private readonly Option<bool> temporal = new("--temporal") { Description = "offpolicy: learn from the first half of the file and judge by the second, instead of random halves." };
    private readonly Option<int> batch = NumberOption.Create("--batch", "replay: after how many rows policies learn.", new EvaluationSettings().Batch, 1, 1_000_000);
    private readonly Option<int> delay = NumberOption.Create("--delay", "replay: how many batches later rewards are known.", new EvaluationSettings().Delay, 0, 10_000);
    private readonly Option<int> seeds = NumberOption.Create("--seeds", "replay, offpolicy: how often, with another shuffle each. A holdout is shuffled once, always in the same way.", new EvaluationSettings().Seeds, 1, 10_000);
    private readonly Option<double> floor = new("--floor") { Description = "With this probability a policy that learns takes any action alike.", HelpName = "0..1", DefaultValueFactory = _ => new EvaluationSettings().Floor };

    private const string All = "all";
    private static readonly string[] Methods = ["replay", "offpolicy", "holdout"];

    /// <summary>Adds them to the verb, with what makes a command line wrong.</summary>
    public void AddTo(Verb verb)
    {
        foreach (var option in new Option[] { file, action, reward, context, exclude, propensity, method, policy, temporal, batch, delay, seeds, floor })
        {
            verb.Options.Add(option);
        }

        method.AcceptOnlyFromAmong(Methods);
        floor.Validators.Add(result => RefuseUnless(result, result.GetValueOrDefault<double>() is >= 0 and <= 1, "a share from 0 to 1"));
        verb.Validators.Add(result =>
        {
            if (result.GetValue(action) is null && result.GetValue(method) != Methods[2])
            {
                result.AddError("Name the column of what was sent: --action <column>. Only --method holdout can do without.");
            }
        });
    }

    /// <summary>The file.</summary>
    public string File(ParseResult parse) => parse.GetValue(file)!;

    /// <summary>What to read of it.</summary>
    public SheetRequest Sheet(ParseResult parse) => new(
        parse.GetValue(action),
        parse.GetValue(reward)!,
        parse.GetValue(context) is { } named && named != All ? Names(named) : null,
        Names(parse.GetValue(exclude)),
        parse.GetValue(propensity)!);

    /// <summary>How to judge.</summary>
    public EvaluationMethod Method(ParseResult parse) => parse.GetValue(method) switch
    {
        "offpolicy" => EvaluationMethod.OffPolicy,
        "holdout" => EvaluationMethod.Holdout,
        _ => EvaluationMethod.Replay,
    };

    /// <summary>The policies.</summary>
    public IReadOnlyList<string> Policies(ParseResult parse) => parse.GetValue(policy) ?? [];

    /// <summary>The numbers.</summary>
    public EvaluationSettings Settings(ParseResult parse) => new(
        parse.GetValue(batch), parse.GetValue(delay), parse.GetValue(seeds), parse.GetValue(floor), parse.GetValue(temporal));

    private static string[] Names(string? text) =>
        text?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];

    private static void RefuseUnless(OptionResult result, bool isRight, string expected)
    {
        if (!isRight)
        {
            result.AddError($"{result.Option.Name} {string.Join(' ', result.Tokens.Select(t => t.Value))}: expected {expected}.");
        }
    }
}
