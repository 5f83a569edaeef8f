namespace FollowUpAgent.Benchmarks.Ground;

/// <summary>How this program starts itself anew.</summary>
internal static class ThisProgram
{
    /// <summary>The first arguments of <see cref="Environment.ProcessPath"/>: "dotnet program.dll" names the host as the process.</summary>
    public static IEnumerable<string> Arguments =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [typeof(ThisProgram).Assembly.Location] : [];
}
