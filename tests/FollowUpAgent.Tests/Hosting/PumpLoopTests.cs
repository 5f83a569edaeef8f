using FollowUpAgent.Hosting.Health;
using FollowUpAgent.Hosting.Pumps;
using Microsoft.Extensions.Logging.Abstractions;

namespace FollowUpAgent.Tests.Hosting;

public sealed class PumpLoopTests
{
    [Fact]
    public async Task A_pump_drains_before_it_rests()
    {
        var pump = new ScriptedPump(pass => pass <= 20 ? 1 : 0, TimeSpan.FromHours(1));

        await RunAsync(pump, untilPass: 21);

        Assert.Equal(21, pump.Passes);
    }

    [Fact]
    public async Task A_pump_that_fails_is_shown_as_failing_and_does_not_stop_the_others()
    {
        var broken = new ScriptedPump(_ => throw new InvalidOperationException("on purpose"), TimeSpan.FromMilliseconds(1)) { Name = "broken" };
        var sound = new ScriptedPump(_ => 1, TimeSpan.FromMilliseconds(1)) { Name = "sound" };

        var loop = await RunAsync(sound, untilPass: 50, broken);

        Assert.Equal(nameof(InvalidOperationException), loop.States["broken"].Failure);
        Assert.Null(loop.States["sound"].Failure);
    }

    [Fact]
    public async Task A_pump_that_fails_is_not_tried_in_a_tight_loop()
    {
        var broken = new ScriptedPump(_ => throw new InvalidOperationException("on purpose"), TimeSpan.Zero);
        var beside = new ScriptedPump(_ => 0, TimeSpan.FromMilliseconds(10)) { Name = "beside" };

        await RunAsync(beside, untilPass: 10, broken);

        Assert.InRange(broken.Passes, 1, 2);
    }

    [Fact]
    public async Task Stopping_ends_a_pass_by_its_token_and_waits_for_it()
    {
        var entered = new TaskCompletionSource();
        var left = false;
        var pump = new ScriptedPump(_ => 0, TimeSpan.Zero)
        {
            Pass = async token =>
            {
                entered.TrySetResult();
                await Task.Delay(Timeout.Infinite, token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                left = true;
                token.ThrowIfCancellationRequested();
                return 0;
            },
        };
        using var loop = new PumpLoop([pump], TimeProvider.System, NullLogger<PumpLoop>.Instance);
        await loop.StartAsync(CancellationToken.None);
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await loop.StopAsync(CancellationToken.None);

        Assert.True(left);
    }

    [Fact]
    public async Task A_loop_that_was_never_started_does_not_say_that_pumps_run()
    {
        using var idle = new PumpLoop([new ScriptedPump(_ => 0, TimeSpan.Zero)], TimeProvider.System, NullLogger<PumpLoop>.Instance);
        using var ran = await RunAsync(new ScriptedPump(_ => 0, TimeSpan.Zero), untilPass: 2);

        Assert.StartsWith("1 pumps, without a loop in this process", (await new PumpSign(idle).ReadAsync(CancellationToken.None)).Detail, StringComparison.Ordinal);
        Assert.Equal("1 pumps run", (await new PumpSign(ran).ReadAsync(CancellationToken.None)).Detail);
    }

    private static async Task<PumpLoop> RunAsync(ScriptedPump pump, int untilPass, params IPump[] others)
    {
        var loop = new PumpLoop([.. others, pump], TimeProvider.System, NullLogger<PumpLoop>.Instance);
        await loop.StartAsync(CancellationToken.None);
        await pump.Reached(untilPass).WaitAsync(TimeSpan.FromSeconds(20));
        await loop.StopAsync(CancellationToken.None);
        return loop;
    }

    private sealed class ScriptedPump(Func<int, int> script, TimeSpan rest) : IPump
    {
        private readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int until;

        public string Name { get; init; } = "scripted";

        public TimeSpan Rest => rest;

        public int Passes { get; private set; }

        public Func<CancellationToken, Task<int>>? Pass { get; init; }

        public Task Reached(int pass)
        {
            until = pass;
            if (Passes >= pass)
            {
                reached.TrySetResult();
            }

            return reached.Task;
        }

        public Task<int> PassAsync(CancellationToken cancellationToken)
        {
            Passes++;
            if (until > 0 && Passes >= until)
            {
                reached.TrySetResult();
            }

            return Pass?.Invoke(cancellationToken) ?? Task.FromResult(script(Passes));
        }
    }
}
