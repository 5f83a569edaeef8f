namespace FollowUpAgent.Hosting;

/// <summary>Finds what may have been meant. For short words and few candidates: at start, or in an error.</summary>
internal static class Spelling
{
    /// <summary>How many letters must be added, left out or changed to make one word the other (Levenshtein); upper and lower case count alike.</summary>
    public static int Edits(string one, string other)
    {
        var row = Enumerable.Range(0, other.Length + 1).ToArray();
        for (var i = 1; i <= one.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= other.Length; j++)
            {
                var replace = diagonal + (char.ToUpperInvariant(one[i - 1]) == char.ToUpperInvariant(other[j - 1]) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(replace, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
