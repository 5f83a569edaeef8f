using System.Globalization;
using FollowUpAgent.Hosting;

namespace FollowUpAgent.Messages;

/// <summary>A line of a template file, counted from 1: where a fault is to be mended.</summary>
internal readonly record struct Place(string File, int Line)
{
    /// <summary>A fault at this line.</summary>
    public Fault Fault(string value, string expected) => new(ToString(), value, expected);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{File}:{Line}");
}
