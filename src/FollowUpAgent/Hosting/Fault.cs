namespace FollowUpAgent.Hosting;

/// <summary>One thing that is wrong with the configuration: which key, what it holds, what was expected. Never carries a secret.</summary>
/// <param name="Key">The full configuration key, as in <c>Sequences:welcome:Steps:0:Wait</c>.</param>
/// <param name="Value">The value found, or null where it is missing or secret.</param>
/// <param name="Expected">What was expected, as the end of the sentence "expected …".</param>
internal sealed record Fault(string Key, string? Value, string Expected)
{
    /// <summary>The fault as one line for a person.</summary>
    public override string ToString() =>
        Value is null ? $"{Key} is missing: expected {Expected}." : $"{Key} is '{Value}': expected {Expected}.";
}
