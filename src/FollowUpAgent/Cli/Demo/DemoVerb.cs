using System.CommandLine;
using System.Diagnostics;
using FollowUpAgent.Dashboard;
using FollowUpAgent.Decisions;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Simulation;
using FollowUpAgent.Messages;
using FollowUpAgent.Sequences;
using FollowUpAgent.Storage;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FollowUpAgent.Cli.Demo;

/// <summary><c>followup demo</c>: twelve weeks with invented people in less than a minute, through the real pipeline.</summary>
internal static class DemoVerb
{
    private const int BarLength = 24;

    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var seed = new Option<int>("--seed") { Description = "Another number, another world: same seed, same result.", DefaultValueFactory = _ => 1 };
        var contacts = NumberOption.Create("--contacts", "How many people, 10 to 20000.", 2000, 10, 20_000);
        var weeks = NumberOption.Create("--weeks", "How many weeks pass, 1 to 52.", 12, 1, 52);
        var folder = new Option<string?>("--folder") { Description = "A new folder to work in. Default: one under the system's temporary path.", HelpName = "folder" };
        var noServe = new Option<bool>("--no-serve") { Description = "End when the weeks are over, in place of showing the page until Ctrl+C." };
        var noOpen = new Option<bool>("--no-open") { Description = "Open no browser." };
        var json = Output.JsonOption();
        return new Verb(
            "demo",
            "Watch the agent learn: invented people with strong preferences, twelve simulated weeks through the real pipeline, then the truth beside what it found. Nothing leaves this machine.",
            "followup demo",
            "followup demo --no-serve --json --seed 7")
        {
            seed, contacts, weeks, folder, noServe, noOpen, json,
        }.Does(async (parse, cancellationToken) =>
        {
            var plan = new DemoPlan(parse.GetValue(seed), parse.GetValue(contacts), parse.GetValue(weeks));
            var report = new DemoReport(output, parse.GetValue(json));
            var clock = new SimulatedClock(DemoPlan.Start);
            var (home, secret, mailSecret) = DemoFolder.Write(parse.GetValue(folder), plan.Seed);
            await using var opened = agent.Build(home, services => Simulate(services, clock, plan.Seed));
            await opened.MigrateAsync(cancellationToken);
            opened.Get<Rehearsal>().Report(1, plan.Weeks);
            await opened.App.StartAsync(cancellationToken);
            var page = opened.App.Urls.Last();
            report.WriteGreeting(page, home);
            if (output.IsWatched && !parse.GetValue(noOpen))
            {
                WebBrowser.TryOpen(page);
            }

            try
            {
                await RunAsync(opened, plan, url => new Doorstep(url, secret, clock, mailSecret), clock, output, report, cancellationToken);
            }
            catch (Exception e) when (e is OperationCanceledException or HttpRequestException && cancellationToken.IsCancellationRequested)
            {
                // The listeners stop on Ctrl+C too, and may be gone before the people have heard of it.
                output.Message($"Stopped before the weeks were over. {home.Root} can be deleted; another demo begins in a folder of its own.");
                return ExitCode.Failed;
            }

            return parse.GetValue(noServe) ? ExitCode.Done : await ServeAsync(opened, report, page, cancellationToken);
        });
    }

    // Only the web server is started: pumps and jobs run by hand, on the demo's own time.
    private static void Simulate(IServiceCollection services, SimulatedClock clock, int seed)
    {
        services.AddSingleton<TimeProvider>(clock);
        services.AddSingleton<Chance>(new SeededChance(seed));
        services.RemoveAll<IHostedService>();
    }

    private static async Task RunAsync(
        OpenedAgent opened, DemoPlan plan, Func<string, Doorstep> at, SimulatedClock clock, Output output, DemoReport report, CancellationToken cancellationToken)
    {
        var (people, world) = (new People(plan.Seed), new World(plan.Seed, World.DemoTruth));
        using var doorstep = at(opened.Get<MessagesOptions>().PublicUrl);
        var audience = new Audience(world, opened.Folder.Resolve("mail"), doorstep, clock);
        var simulation = new Simulation(opened, plan, people, audience, clock);
        await output.ShowProgressAsync("Weeks", async progress =>
        {
            await simulation.RunAsync(
                now =>
                {
                    progress.Report(Bar(plan, now));
                    opened.Get<Rehearsal>().Report(plan.WeekOf(now) + 1, plan.Weeks);
                },
                cancellationToken);
            return true;
        });

        var truth = new Truth(world, opened.Get<SequenceCatalog>(), opened.Get<TemplateLibrary>(), opened.Get<OutcomeCatalog>());
        var record = await DemoRecord.ReadAsync(opened.Get<Database>(), plan, people, cancellationToken);
        var outcomes = opened.Get<OutcomeCatalog>();
        using var process = Process.GetCurrentProcess();
        report.Write(
            new FigureReader(record, plan, truth, outcomes).Read(
                MailFolder.ReadMessageIds(opened.Folder.Resolve("mail")),
                Math.Round((TimeProvider.System.GetUtcNow() - process.StartTime).TotalSeconds, 1),
                Math.Round(process.PeakWorkingSet64 / 1e6, 1)),
            new Findings(record, plan, truth, outcomes),
            opened.Folder);
        await LetSlip.AddAsync(opened, plan.Seed, cancellationToken);
    }

    private static async Task<int> ServeAsync(OpenedAgent opened, DemoReport report, string page, CancellationToken cancellationToken)
    {
        report.WriteServing(page);
        await opened.App.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Done;
    }

    private static string Bar(DemoPlan plan, DateTimeOffset at)
    {
        var share = Math.Min(1, (at - DemoPlan.Start) / (plan.End - DemoPlan.Start));
        var full = (int)(share * BarLength);
        return $"{new string('█', full)}{new string('░', BarLength - full)} week {plan.WeekOf(at) + 1} of {plan.Weeks}";
    }
}
