using System.Security.Cryptography;
using System.Text;

namespace FollowUpAgent.Hosting;

/// <summary>
/// The agent's one secret and the keys derived from it (HKDF-SHA-256, RFC 5869), one for each purpose.
/// Losing the secret loses suppression by address and every link already mailed: back it up with the database.
/// </summary>
internal sealed class KeyRing
{
    /// <summary>Least length of the secret, in bytes.</summary>
    public const int LeastLength = 32;

    private readonly byte[] master;

    /// <summary>A ring over this secret of at least 32 bytes.</summary>
    public KeyRing(byte[] master)
    {
        if (master.Length < LeastLength)
        {
            throw new ArgumentException($"The master key has {master.Length} bytes: expected at least {LeastLength}.", nameof(master));
        }

        this.master = master;
    }

    /// <summary>The 32-byte key for one purpose, as in <c>address</c>, <c>group</c> or <c>token/open/1</c>.</summary>
    public byte[] For(string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, master, outputLength: 32, info: Encoding.UTF8.GetBytes("followup/" + purpose));

    /// <summary>Reads the key file, or makes it (readable by its owner only) where there is none yet.</summary>
    public static KeyRing LoadOrCreate(string file, Chance chance)
    {
        if (!File.Exists(file))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            var made = new byte[LeastLength];
            chance.Fill(made);
            Create(file, Convert.ToBase64String(made));
        }

        return Parse(File.ReadAllText(file), file);
    }

    /// <summary>Reads a base64 secret; the error names where it came from, never the secret.</summary>
    public static KeyRing Parse(string text, string origin)
    {
        try
        {
            return new KeyRing(Convert.FromBase64String(text.Trim()));
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            throw new InvalidDataException(
                $"The master key in {origin} is not usable: expected at least {LeastLength} bytes in base64. Restore it from your back-up.", e);
        }
    }

    private static void Create(string file, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Written beside and moved: two processes that start at once must not read half a key, and the first one wins.
        var draft = $"{file}.{Environment.ProcessId}";
        File.Delete(draft);
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(Encoding.ASCII.GetBytes(text));
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }
    }
}
