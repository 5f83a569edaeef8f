using System.Globalization;
using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Cli;

/// <summary>Shows how far an import is.</summary>
internal sealed class ImportProgressText(IProgress<string> progress) : IProgress<ImportProgress>
{
    /// <inheritdoc />
    public void Report(ImportProgress value) => progress.Report(string.Create(
        CultureInfo.InvariantCulture, $"{value.Rows:N0} rows, {(value.BytesTotal > 0 ? 100.0 * value.BytesRead / value.BytesTotal : 100):0} %"));
}
