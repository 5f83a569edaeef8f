namespace FollowUpAgent.Cli;

/// <summary>What a script reads from the command line.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Failed: the words on the error stream say why.</summary>
    public const int Failed = 1;

    /// <summary>Wrong usage, or a configuration with faults.</summary>
    public const int WrongUsage = 2;
}

/// <summary>A verb cannot do what it was asked; the message says why and what to do.</summary>
internal sealed class VerbException(string message, int exitCode = ExitCode.Failed) : Exception(message)
{
    /// <summary>What the program ends with.</summary>
    public int ExitCode { get; } = exitCode;
}
