using System.Globalization;
using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Benchmarks.Hillstrom;

/// <summary>What the experiment found: how many of those who got a mail visited the shop.</summary>
internal static class Customers
{
    /// <summary>The mail for men's merchandise, the better one.</summary>
    public const string Mens = "mens";

    /// <summary>The mail for women's merchandise.</summary>
    public const string Womens = "womens";

    /// <summary>How many rows the file has, and the visit rate of each mail's group.</summary>
    public static async Task<(int Rows, Dictionary<string, double> VisitRates)> ReadAsync(string csv, CancellationToken cancellationToken)
    {
        using var file = await CsvFile.OpenAsync(csv, cancellationToken);
        await file.ReadAsync(cancellationToken);
        var (segment, visit) = (file.Cells.ToList().IndexOf("segment"), file.Cells.ToList().IndexOf("visit"));
        if (segment < 0 || visit < 0)
        {
            throw new CannotRunException($"{csv} has no columns 'segment' and 'visit': expected the file hillstrom.csv.");
        }

        var rows = new List<(string Segment, int Visit)>();
        while (await file.ReadAsync(cancellationToken))
        {
            rows.Add((file.Cells[segment], int.Parse(file.Cells[visit], CultureInfo.InvariantCulture)));
        }

        return (rows.Count, new Dictionary<string, double>
        {
            [Mens] = rows.Where(r => r.Segment == "Mens E-Mail").Average(r => r.Visit),
            [Womens] = rows.Where(r => r.Segment == "Womens E-Mail").Average(r => r.Visit),
        });
    }
}
