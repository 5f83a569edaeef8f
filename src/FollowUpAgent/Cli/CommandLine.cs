using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using FollowUpAgent.Cli.Demo;
using FollowUpAgent.Contacts.Import;
using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Cli;

/// <summary>The command line: every verb, and how the program ends.</summary>
internal static class CommandLine
{
    // Longer than the host takes to finish what it has in hand; a verb that was asked to stop ends by itself.
    private static readonly TimeSpan LongestStop = TimeSpan.FromSeconds(100);

    /// <summary>Runs the program.</summary>
    public static Task<int> RunAsync(string[] args) =>
        RunAsync(args, new Output(Console.Out, Console.Error, isWatched: !Console.IsErrorRedirected), Console.Out, Console.Error);

    /// <summary>Runs one command line inside this process.</summary>
    /// <param name="args">The words after the program's name.</param>
    /// <param name="data">For results.</param>
    /// <param name="messages">For errors and progress.</param>
    /// <param name="replace">Puts other parts of the agent in place; or null.</param>
    /// <param name="cancellationToken">Stops it, as SIGTERM does.</param>
    /// <returns>The exit code.</returns>
    public static Task<int> RunAsync(
        string[] args, TextWriter data, TextWriter messages, Action<IServiceCollection>? replace = null, CancellationToken cancellationToken = default) =>
        RunAsync(args, new Output(data, messages, isWatched: false), data, messages, replace, cancellationToken);

    /// <summary>All verbs, in the order in which a newcomer meets them.</summary>
    public static IReadOnlyList<Verb> Verbs(AgentOption agent, Output output) =>
    [
        DemoVerb.Create(agent, output),
        InitVerb.Create(agent, output),
        RunVerb.Create(agent, output),
        CheckVerb.Create(agent, output),
        MigrateVerb.Create(agent, output),
        ImportVerb.Create(agent, output),
        SignalsVerb.Create(agent, output),
        EnrollVerb.Create(agent, output),
        ExplainVerb.Create(agent, output),
        WhySilentVerb.Create(agent, output),
        ReplayVerb.Create(agent, output),
        LedgerVerb.Create(agent, output),
        EvaluateVerb.Create(output),
        SimulateVerb.Create(output),
        ReportVerb.Create(agent, output),
        TasksVerb.Create(agent, output),
        ApprovalsVerb.Create(agent, output),
        ScoreboardVerb.Create(agent, output),
        GoalsVerb.Create(agent, output),
        PauseVerbs.CreatePause(agent, output),
        PauseVerbs.CreateResume(agent, output),
        DirectiveVerb.Create(agent, output),
        ScenarioVerb.Create(agent, output),
        LostLeadsVerb.Create(agent, output),
        PeopleVerb.Create(agent, output),
        TrainVerb.Create(agent, output),
        RepliesVerb.Create(agent, output),
        SuppressVerbs.CreateSuppress(agent, output),
        SuppressVerbs.CreateUnsuppress(agent, output),
        SenderVerb.Create(agent, output),
        ExportVerb.Create(agent, output),
        EraseVerb.Create(agent, output),
        KeyVerb.Create(output),
        WebhooksVerb.Create(agent, output),
        WebhookVerb.Create(output),
        ReadMailVerb.Create(output),
    ];

    /// <summary>Understands a command line, and runs nothing.</summary>
    public static ParseResult Parse(string[] args, AgentOption agent, Output output) =>
        // An argument such as @list is an argument, not a file of further ones.
        Root(agent, output).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });

    private static async Task<int> RunAsync(
        string[] args, Output output, TextWriter data, TextWriter messages, Action<IServiceCollection>? replace = null, CancellationToken cancellationToken = default)
    {
        var parse = Parse(args, new AgentOption(replace), output);
        var configuration = new InvocationConfiguration
        {
            Output = data,
            Error = messages,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = LongestStop,
        };
        if (parse.Action is ParseErrorAction wrong)
        {
            wrong.ShowHelp = false;
            await parse.InvokeAsync(configuration, cancellationToken);
            output.Message($"See '{HelpOf(parse)}'.");
            return ExitCode.WrongUsage;
        }

        try
        {
            return await parse.InvokeAsync(configuration, cancellationToken);
        }
        catch (Exception e) when (IsTold(e))
        {
            output.Message(e.Message);
            return e is VerbException verb ? verb.ExitCode : e is BrokenConfigurationException ? ExitCode.WrongUsage : ExitCode.Failed;
        }
        catch (OperationCanceledException)
        {
            output.Message("Stopped. What was done stays done; the same command finishes the rest.");
            return ExitCode.Failed;
        }
#pragma warning disable CA1031 // Nobody above could answer it; the stack is what a report of it needs.
        catch (Exception e)
        {
            output.Message($"This should not have happened: {e}");
            return ExitCode.Failed;
        }
#pragma warning restore CA1031
    }

    private static RootCommand Root(AgentOption agent, Output output)
    {
        var verbs = Verbs(agent, output);
        var run = verbs.Single(v => v.Name == RunVerb.Name);
        var root = new RootCommand("followup: decides for each contact which mail, when, or none; learns from what happens. Without a verb it runs the agent.")
        {
            agent.Option,
        };
        root.Action = run.Action;
        foreach (var verb in verbs)
        {
            root.Subcommands.Add(verb);
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root;
    }

    private static string HelpOf(ParseResult parse) =>
        parse.CommandResult.Command is Verb verb ? $"followup {verb.Name} --help" : "followup --help";

    // Their messages are written for the person at the keyboard; a stack would only hide them.
    private static bool IsTold(Exception e) => e is VerbException or BrokenConfigurationException or DatabaseUnavailableException or SchemaException
        or WorkerRunsException or ImportException or InvalidDataException or IOException or UnauthorizedAccessException;
}
