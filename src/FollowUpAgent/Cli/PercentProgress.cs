using System.Globalization;

namespace FollowUpAgent.Cli;

/// <summary>Shows the share that is done as a percentage.</summary>
internal sealed class PercentProgress(IProgress<string> progress) : IProgress<double>
{
    /// <inheritdoc />
    public void Report(double value) => progress.Report(value.ToString("P0", CultureInfo.InvariantCulture));
}
