using System.CommandLine;
using FollowUpAgent.Hosting;
using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Sequences;

namespace FollowUpAgent.Cli;

/// <summary><c>followup check</c>: looks at everything that can be wrong before mails go wrong. Changes nothing.</summary>
internal static class CheckVerb
{
    /// <summary>The verb.</summary>
    public static Verb Create(AgentOption agent, Output output)
    {
        var verbose = new Option<bool>("--verbose") { Description = "List every setting with its origin, also those left at their default." };
        var json = Output.JsonOption();
        return new Verb(
            "check",
            "Look at settings, templates, database, mail servers, DNS records and contacts, and say what to do. Changes nothing.",
            "followup check --data my-agent")
        {
            verbose, json,
        }.Does(async (parse, cancellationToken) =>
        {
            try
            {
                await using var opened = agent.Build(parse);
                var (readings, steering) = await output.ShowProgressAsync("Checking", progress => new Checkup(opened, progress).ReadAllAsync(cancellationToken));
                var settings = new EffectiveSettings(opened, steering).Read();
                var works = readings.All(r => r.State != HealthState.Failing);
                if (parse.GetValue(json))
                {
                    output.WriteJson(new { ok = works, readings, settings, faults = Array.Empty<Fault>() });
                }
                else
                {
                    Write(output, readings, parse.GetValue(verbose) ? settings : [.. settings.Where(IsOfInterest)]);
                }

                return works ? ExitCode.Done : ExitCode.Failed;
            }
            catch (BrokenConfigurationException e) when (parse.GetValue(json))
            {
                output.WriteJson(new { ok = false, readings = Array.Empty<HealthReading>(), settings = Array.Empty<EffectiveSetting>(), faults = e.Faults });
                return ExitCode.WrongUsage;
            }
        });
    }

    private static bool IsOfInterest(EffectiveSetting setting) =>
        setting.Origin != "default" && !setting.Key.StartsWith($"{nameof(SequencesOptions.Sequences)}:", StringComparison.Ordinal);

    private static void Write(Output output, IReadOnlyList<HealthReading> readings, IReadOnlyList<EffectiveSetting> settings)
    {
        output.Line("Settings that were given (--verbose shows all, with the sequences):");
        output.Table([.. settings.Select(s => new[] { s.Key, s.Value ?? "-", s.Origin })], indent: 2);
        output.Line();
        output.Table([.. readings.Select(r => new[] { InWords(r.State), r.Name, r.Detail })]);
        foreach (var reading in readings.Where(r => r.Advice is not null))
        {
            output.Line();
            output.Line($"{reading.Name}: {reading.Advice}");
        }
    }

    private static string InWords(HealthState state) => state switch
    {
        HealthState.Ok => "ok",
        HealthState.Warning => "look",
        HealthState.Failing => "FAILS",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "No such state."),
    };
}
