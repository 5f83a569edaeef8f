using System.Globalization;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Sequences;

/// <summary>Collects every fault of a piece of configuration; a check that fails never hides the next one.</summary>
internal sealed class FaultSheet
{
    private readonly List<Fault> faults = [];

    public IReadOnlyList<Fault> Faults => faults;

    /// <summary>Notes a fault where the claim does not hold; tells whether it held.</summary>
    public bool Expect(bool holds, string key, object? value, string expected)
    {
        if (!holds)
        {
            var text = Convert.ToString(value, CultureInfo.InvariantCulture);
            faults.Add(new Fault(key, string.IsNullOrEmpty(text) ? null : text, expected));
        }

        return holds;
    }

    public bool ExpectWithin(int value, int least, int most, string key) => Expect(
        least <= value && value <= most,
        key,
        value,
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"));

    /// <summary>Notes a fault for each name that occurred before in the list.</summary>
    public void ExpectDistinct(IEnumerable<(string? Name, string Key)> names, string expected)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, key) in names)
        {
            Expect(name is null || seen.Add(name), key, name, expected);
        }
    }
}
