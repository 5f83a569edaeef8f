using System.Globalization;
using FollowUpAgent.Decisions;
using FollowUpAgent.Oversight.Approvals;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Primitives;

namespace FollowUpAgent.Dashboard.Approvals;

/// <summary>A filter of approvals as addresses and forms carry it.</summary>
internal static class ApprovalQuery
{
    private const int Longest = 200;

    /// <summary>The filter; null where a field cannot be read: to leave it out would mean more than was asked for.</summary>
    public static ApprovalFilter? Read(Func<string, StringValues> field)
    {
        var isWrong = false;
        var filter = new ApprovalFilter
        {
            Sequence = Text("sequence"),
            Step = Text("step"),
            Variant = Text("variant"),
            Rule = Text("rule"),
            OverBaselineAtLeast = Number("overBaselineAtLeast"),
            HarmAtMost = Number("harmAtMost"),
        };
        return isWrong ? null : filter;

        string? Text(string name)
        {
            var value = field(name);
            isWrong |= value.Count > 1 || value.ToString() is var text && (text.Length > Longest || text.Any(char.IsControl));
            return string.IsNullOrWhiteSpace(value.ToString()) ? null : value.ToString().Trim();
        }

        double? Number(string name)
        {
            if (Text(name) is not { } text)
            {
                return null;
            }

            var isRead = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number);
            isWrong |= !isRead;
            return isRead ? number : null;
        }
    }

    /// <summary>The fields that are not empty, by name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> FieldsOf(ApprovalFilter filter)
    {
        (string Name, string? Value)[] all =
        [
            ("sequence", filter.Sequence), ("step", filter.Step), ("variant", filter.Variant), ("rule", filter.Rule),
            ("overBaselineAtLeast", filter.OverBaselineAtLeast?.ToString("R", CultureInfo.InvariantCulture)),
            ("harmAtMost", filter.HarmAtMost?.ToString("R", CultureInfo.InvariantCulture)),
        ];
        return all.Where(f => f.Value is not null).Select(f => KeyValuePair.Create(f.Name, f.Value!));
    }

    /// <summary>The address of the list.</summary>
    public static string AddressOf(ApprovalFilter filter, DecisionId? after = null, string? note = null)
    {
        var query = new QueryBuilder(FieldsOf(filter));
        if (after is { } last)
        {
            query.Add("after", last.ToString());
        }

        if (note is not null)
        {
            query.Add("note", note);
        }

        return $"/approvals{query}";
    }
}
