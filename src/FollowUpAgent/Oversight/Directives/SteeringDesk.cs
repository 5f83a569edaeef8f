using FollowUpAgent.Hosting;
using FollowUpAgent.Storage;

namespace FollowUpAgent.Oversight.Directives;

/// <summary>Says what holds at a moment. Nothing is made anew as long as the same directives are in force. Thread-safe.</summary>
internal sealed class SteeringDesk(IServiceProvider house, IConfiguration configuration)
{
    private readonly Steering configured = Steering.Of(house, []);
    private volatile Made? latest;

    /// <summary>What holds at this moment, as the session sees it.</summary>
    public async Task<Steering> AtAsync(Session session, DateTimeOffset now) => Of(await session.FindDirectivesAsync(now));

    /// <summary>What holds with these directives in force (<see cref="DirectiveStore.InForce"/>), in their order.</summary>
    public Steering Of(IReadOnlyList<Directive> directives)
    {
        if (directives.Count == 0)
        {
            return configured;
        }

        var ids = string.Join(' ', directives.Select(d => d.Id));
        var held = latest;
        if (held?.Ids != ids)
        {
            latest = held = new Made(ids, Under(directives));
        }

        return held.Steering;
    }

    /// <summary>What would hold with these directives over the configuration. Made anew each time, and remembered by nobody: for a look at what is not in force.</summary>
    public Steering Under(IReadOnlyList<Directive> directives)
    {
        // One after the other: a directive that does not go with a changed configuration is set aside, the others hold.
        var (taken, setAside) = (new List<Directive>(), new List<SetAside>());
        foreach (var directive in directives)
        {
            var faults = FindFaults(taken.Append(directive));
            if (faults.Count == 0)
            {
                taken.Add(directive);
                continue;
            }

            setAside.Add(new SetAside(directive, faults));
        }

        if (taken.Count == 0)
        {
            return Steering.Of(house, setAside);
        }

        var overlaid = Overlay.Of(configuration, taken.Select(d => d.ByKey));
        return Steering.Of(new SteeredHouse(house, overlaid), overlaid, taken, setAside);
    }

    /// <summary>Everything that would be wrong with these directives over the configuration, by the rules of the start and those of directives.</summary>
    public IReadOnlyList<Fault> FindFaults(IEnumerable<Directive> directives)
    {
        var all = directives.ToList();
        var over = new SteeredHouse(house, Overlay.Of(configuration, all.Select(d => d.ByKey)));
        List<Fault> faults = [.. SteerableKeys.FaultsOf(all.SelectMany(d => d.ByKey.Keys), house), .. over.FindFaults()];
        // What is faulty cannot be compared.
        return faults.Count > 0 ? faults : [.. VolumeCaps.RaisedBy(over, house)];
    }

    private sealed record Made(string Ids, Steering Steering);
}
