using System.Globalization;
using FollowUpAgent.Hosting;
using FollowUpAgent.Learning.Simulation;

namespace FollowUpAgent.Cli.Demo;

/// <summary>The CSV file by which a week's people come in, as from a sign-up form.</summary>
internal static class CohortFile
{
    /// <summary>Writes it into the agent's folder.</summary>
    /// <returns>Its path.</returns>
    public static async Task<string> WriteAsync(AgentFolder folder, int week, IEnumerable<Person> people, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder.Root, "contacts", string.Create(CultureInfo.InvariantCulture, $"week-{week + 1:00}.csv"));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var rows = people.Select(p => string.Join(
            ',',
            p.Address, p.FirstName, p.LastName, p.Company, p.Language, p.TimeZone, p.Features["seniority"], p.Features["size"], p.Features["source"],
            p.IsCustomer ? "customer" : "consent", p.AllowsTracking ? "yes" : "no"));
        await File.WriteAllLinesAsync(
            path,
            rows.Prepend("email,first name,last name,company,language,time zone,seniority,size,source,lawful basis,tracking")
                .Select((row, i) => row + (i == 0 ? ",basis date,from elsewhere" : ",2025-12-01,no")),
            cancellationToken);
        return path;
    }
}
