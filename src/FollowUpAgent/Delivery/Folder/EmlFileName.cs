using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Delivery.Folder;

/// <summary>The file name of a mail: the left half of its Message-ID, made harmless.</summary>
internal static class EmlFileName
{
    private const int LongestName = 100;

    /// <summary>Always the same name for the same id; where characters had to go, a digest keeps two ids apart.</summary>
    public static string For(string messageId)
    {
        var left = messageId.Split('@')[0];
        var safe = string.Concat(left.Select(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' ? c : '_'));
        if (safe == left && safe.Length is > 0 and <= LongestName && safe[0] != '.')
        {
            return $"{safe}.eml";
        }

        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(left)).AsSpan(0, 8));
        return $"{safe[..Math.Min(safe.Length, LongestName)].TrimStart('.')}-{digest}.eml";
    }
}
