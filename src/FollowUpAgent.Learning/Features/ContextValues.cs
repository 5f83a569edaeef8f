using System.Runtime.InteropServices;

namespace FollowUpAgent.Learning.Features;

/// <summary>The values that the contexts of a log have, each kept once: a context is then some numbers. Not thread-safe while it is filled.</summary>
internal sealed class ContextValues
{
    private readonly Dictionary<(string Name, ContextValue Value), int> codes = [];
    private readonly List<KeyValuePair<string, ContextValue>> all = [];

    /// <summary>The numbers of a context, in the order of its names.</summary>
    public int[] CodesOf(ContactContext context)
    {
        var own = new int[context.Values.Count];
        for (var i = 0; i < own.Length; i++)
        {
            var value = context.Values[i];
            ref var code = ref CollectionsMarshal.GetValueRefOrAddDefault(codes, (value.Key, value.Value), out var isKnown);
            if (!isKnown)
            {
                code = all.Count;
                all.Add(value);
            }

            own[i] = code;
        }

        return own;
    }

    /// <summary>The context of these numbers.</summary>
    public ContactContext ContextOf(int[] own) => ContactContext.Of(Array.ConvertAll(own, code => all[code]));

    /// <summary>Which of two contexts comes first; by names and texts, so that it does not hang on which number a value got.</summary>
    public int Compare(int[] one, int[] other)
    {
        for (var i = 0; i < Math.Min(one.Length, other.Length); i++)
        {
            if (one[i] == other[i])
            {
                continue;
            }

            var (a, b) = (all[one[i]], all[other[i]]);
            var byName = StringComparer.Ordinal.Compare(a.Key, b.Key);
            var byText = byName != 0 ? byName : StringComparer.Ordinal.Compare(a.Value.Text, b.Value.Text);
            return byText != 0 ? byText : Nullable.Compare(a.Value.Number, b.Value.Number);
        }

        return one.Length.CompareTo(other.Length);
    }
}
