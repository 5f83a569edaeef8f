namespace FollowUpAgent.Tests.Events.Fuzz;

/// <summary>One reader of what comes from outside.</summary>
/// <param name="Name">What it is called in a failure.</param>
/// <param name="Share">Its part of the time, as against the others.</param>
/// <param name="Seeds">The kinds of inputs it is fed with.</param>
/// <param name="Read">Reads an input. What it throws is a finding, and so is taking long.</param>
internal sealed record FuzzTarget(string Name, int Share, SeedKind Seeds, Action<byte[]> Read)
{
    /// <inheritdoc />
    public override string ToString() => Name;
}

/// <summary>What a seed is.</summary>
[Flags]
internal enum SeedKind
{
    /// <summary>A raw mail.</summary>
    Mail = 1,

    /// <summary>JSON as providers and own sources write it.</summary>
    Json = 2,

    /// <summary>A form, urlencoded or multipart.</summary>
    Form = 4,

    /// <summary>A few words, a date, a token, a header's value.</summary>
    Text = 8,

    /// <summary>A file of contacts.</summary>
    Csv = 16,
}
