using System.Buffers;
using System.Text;

namespace FollowUpAgent.Contacts.Import;

/// <summary>How a file's bytes become text, found by reading all of them once.</summary>
/// <param name="Name">The encoding for a person.</param>
/// <param name="Encoding">The encoding to read with; null where the bytes are UTF-8 or a byte order mark says it.</param>
internal sealed record FileEncoding(string Name, Encoding? Encoding)
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // What a text file may hold below the space: tab, line feed, vertical tab, form feed, carriage return, DOS end of file, escape is not one.
    private static readonly SearchValues<byte> Binary =
        SearchValues.Create([.. Enumerable.Range(0, 32).Except([9, 10, 11, 12, 13, 26]).Select(b => (byte)b)]);

    /// <summary>Reads the stream to its end.</summary>
    /// <exception cref="ImportException">It is empty, or not text.</exception>
    public static async Task<FileEncoding> DetectAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        var read = await stream.ReadAtLeastAsync(buffer, 4, throwOnEndOfStream: false, cancellationToken);
        if (FromMark(buffer.AsSpan(0, read)) is { } marked)
        {
            return marked;
        }

        var scan = new Scan();
        while (read > 0)
        {
            scan.See(buffer.AsSpan(0, read));
            read = await stream.ReadAsync(buffer, cancellationToken);
        }

        return scan.Result();
    }

    private static FileEncoding? FromMark(ReadOnlySpan<byte> start) => start switch
    {
        [] => throw new ImportException("The file is empty: expected CSV, best saved as UTF-8."),
        [(byte)'P', (byte)'K', 3, 4, ..] => throw new ImportException(
            "This is an Excel workbook (or another zip file): open it and save it as 'CSV UTF-8 (comma delimited)'."),
        [0xFF, 0xFE, 0, 0, ..] => throw new ImportException("The file is in UTF-32: save it as UTF-8."),
        [0xFF, 0xFE, ..] => new FileEncoding("UTF-16 (little-endian)", null),
        [0xFE, 0xFF, ..] => new FileEncoding("UTF-16 (big-endian)", null),
        _ => null,
    };

    private sealed class Scan
    {
        private readonly Decoder decoder = StrictUtf8.GetDecoder();
        private readonly char[] scratch = new char[64 * 1024 + 16];
        private bool isUtf8 = true;
        private bool hasMark;
        private bool isFirst = true;
        private bool hasControls;

        public void See(ReadOnlySpan<byte> bytes)
        {
            hasMark |= isFirst && bytes.StartsWith(Encoding.UTF8.Preamble);
            isFirst = false;
            if (bytes.Contains((byte)0))
            {
                throw new ImportException("The file is not text (it holds NUL bytes): expected CSV, best saved as UTF-8.");
            }

            hasControls |= bytes.ContainsAny(Binary);
            isUtf8 = isUtf8 && Decodes(bytes, flush: false);
        }

        public FileEncoding Result()
        {
            if (isUtf8 && Decodes([], flush: true))
            {
                return new FileEncoding(hasMark ? "UTF-8 (with byte order mark)" : "UTF-8", null);
            }

            // Some old programs write a stray control character, but none that also writes an 8-bit alphabet.
            return hasControls
                ? throw new ImportException("The file is not text (control characters, not UTF-8): expected CSV, best saved as UTF-8.")
                : new FileEncoding("Windows-1252", CodePagesEncodingProvider.Instance.GetEncoding(1252));
        }

        private bool Decodes(ReadOnlySpan<byte> bytes, bool flush)
        {
            try
            {
                decoder.GetChars(bytes, scratch, flush);
                return true;
            }
            catch (DecoderFallbackException)
            {
                return false;
            }
        }
    }
}
