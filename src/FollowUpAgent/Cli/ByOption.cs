using System.CommandLine;
using FollowUpAgent.Oversight.People;

namespace FollowUpAgent.Cli;

/// <summary>The option <c>--by</c>: who does it. The same rule for every verb.</summary>
/// <param name="deed">What the verb does.</param>
/// <param name="isRequired">Whether a name is needed although nobody is configured.</param>
internal sealed class ByOption(Deed deed, bool isRequired)
{
    /// <summary>The option, to be given to the verb.</summary>
    public Option<string?> Option { get; } = new("--by")
    {
        Description = "Who does it: a key of People where anybody is configured, else any name; no address.",
        HelpName = "name",
        Required = isRequired,
    };

    /// <summary>The name to remember; null where none was given and none is needed.</summary>
    /// <exception cref="VerbException">Nobody known was named, or their role does not reach.</exception>
    public string? Read(ParseResult parse, OpenedAgent opened) => opened.Get<Staff>().May(parse.GetValue(Option), deed, mayBeUnnamed: !isRequired) switch
    {
        Permission.Granted granted => granted.By,
        Permission.Unnamed unnamed => throw new VerbException($"--by: {unnamed.Reason}", ExitCode.WrongUsage),
        Permission.Forbidden forbidden => throw new VerbException(forbidden.Reason),
        var other => throw new InvalidOperationException($"No such permission: {other}."),
    };
}
