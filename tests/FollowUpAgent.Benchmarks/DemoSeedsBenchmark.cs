using System.Globalization;
using System.Text.Json;
using FollowUpAgent.Benchmarks.Ground;

namespace FollowUpAgent.Benchmarks;

/// <summary>The demo in many worlds: one process each, as a person starts it.</summary>
internal sealed class DemoSeedsBenchmark(Figures figures)
{
    private const double ShareLed = 0.9;

    /// <summary>Runs the seeds from 1.</summary>
    public async Task RunAsync(int seeds, CancellationToken cancellationToken)
    {
        var executable = Worker.Executable(Machine.Configuration)
            ?? throw new CannotRunException($"the service is not built: dotnet build -c {Machine.Configuration}.");
        await using var stage = new Stage();
        var ran = new List<World>();
        for (var seed = 1; seed <= seeds; seed++)
        {
            ran.Add(await RunAsync(executable, stage.NewFolder(), seed, cancellationToken));
            Console.Error.WriteLine(ran[^1]);
        }

        figures.Must("worlds in which treatment leads control", ran.Count(w => w.Uplift > 0), $"of {seeds}", Target.AtLeast(Math.Floor(ShareLed * seeds)));
        figures.Add("worlds in which the 95 % interval is above 0", ran.Count(w => w.Low > 0), $"of {seeds}");
        figures.Must("the default seed: lower end of the interval", ran[0].Low, "per contact", Target.AtLeast(double.Epsilon));
        figures.Add("uplift, median", Machine.Median(ran.Select(w => w.Uplift)), "per contact");
        figures.Must("lost, all worlds", ran.Sum(w => w.Lost), "mails", Target.AtMost(0));
        figures.Must("twice, all worlds", ran.Sum(w => w.Duplicate), "mails", Target.AtMost(0));
        figures.Must("decisions that do not replay", ran.Sum(w => w.Different), "decisions", Target.AtMost(0));
        figures.Add("from program start to the end, median", Machine.Median(ran.Select(w => w.Seconds)), "s", Target.AtMost(60));
        figures.Must("peak memory, highest", ran.Max(w => w.Megabytes), "MB", Target.AtMost(400));
    }

    private static async Task<World> RunAsync(string executable, string folder, int seed, CancellationToken cancellationToken)
    {
        var demo = JsonDocument.Parse(await StartedProgram.RunAsync(
            executable, ["demo", "--no-serve", "--json", "--seed", seed.ToString(CultureInfo.InvariantCulture), "--folder", folder], cancellationToken)).RootElement;
        var replay = JsonDocument.Parse(await StartedProgram.RunAsync(executable, ["replay", "--all", "--json", "--data", folder], cancellationToken)).RootElement;
        // A demo is 30 MB of mails: twenty of them are not kept.
        Directory.Delete(folder, recursive: true);
        var (uplift, messages) = (demo.GetProperty("uplift"), demo.GetProperty("messages"));
        return new World(
            seed,
            uplift.GetProperty("value").GetDouble(),
            uplift.GetProperty("low").GetDouble(),
            messages.GetProperty("lost").GetInt32(),
            messages.GetProperty("duplicate").GetInt32(),
            replay.GetProperty("different").GetInt32(),
            demo.GetProperty("seconds").GetDouble(),
            demo.GetProperty("peakMegabytes").GetDouble());
    }

    private sealed record World(int Seed, double Uplift, double Low, int Lost, int Duplicate, int Different, double Seconds, double Megabytes);
}
