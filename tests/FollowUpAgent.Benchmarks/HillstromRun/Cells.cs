using System.Globalization;
using FollowUpAgent.Benchmarks.Hillstrom;
using FollowUpAgent.Contacts.Import;

namespace FollowUpAgent.Benchmarks.HillstromRun;

/// <summary>The customers of the experiment by kind, and how many of each kind visited after each mail and after none.</summary>
internal sealed class Cells
{
    /// <summary>No mail.</summary>
    public const string None = "none";

    private static readonly Dictionary<string, string> Mails = new()
    {
        ["Mens E-Mail"] = Customers.Mens,
        ["Womens E-Mail"] = Customers.Womens,
        ["No E-Mail"] = None,
    };

    private readonly List<string> cellOfRow = [];
    private readonly Dictionary<(string Cell, string Mail), double> visits;

    private Cells(List<(string Cell, string Mail, int Visit)> rows)
    {
        cellOfRow = rows.ConvertAll(r => r.Cell);
        visits = rows.GroupBy(r => (r.Cell, r.Mail)).ToDictionary(g => g.Key, g => g.Average(r => r.Visit));
    }

    /// <summary>How many customers there are.</summary>
    public int Count => cellOfRow.Count;

    /// <summary>Reads the file; row n is customer n, from 1.</summary>
    public static async Task<Cells> ReadAsync(string csv, CancellationToken cancellationToken)
    {
        using var file = await CsvFile.OpenAsync(csv, cancellationToken);
        await file.ReadAsync(cancellationToken);
        var header = file.Cells.ToList();
        var kind = new[] { "mens", "womens", "newbie", "channel" }.Select(column => header.IndexOf(column)).ToList();
        var (segment, visit) = (header.IndexOf("segment"), header.IndexOf("visit"));
        if (kind.Append(segment).Append(visit).Contains(-1))
        {
            throw new CannotRunException($"{csv} lacks a column: expected the file hillstrom.csv.");
        }

        var rows = new List<(string, string, int)>();
        while (await file.ReadAsync(cancellationToken))
        {
            rows.Add((string.Join('/', kind.Select(k => file.Cells[k])), Mails[file.Cells[segment]], int.Parse(file.Cells[visit], CultureInfo.InvariantCulture)));
        }

        return new Cells(rows);
    }

    /// <summary>How probably a customer visits after this mail, or after none.</summary>
    public double VisitRate(int customer, string mail) => visits.GetValueOrDefault((cellOfRow[customer - 1], mail));

    /// <summary>The mail after which a customer is most likely to visit.</summary>
    public string BetterFor(int customer) =>
        VisitRate(customer, Customers.Mens) >= VisitRate(customer, Customers.Womens) ? Customers.Mens : Customers.Womens;

    /// <summary>The customer with this address.</summary>
    public static int CustomerOf(string address) =>
        int.Parse(address["customer-".Length..address.IndexOf('@', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
}
