using System.Diagnostics;
using System.Text;

namespace FollowUpAgent.Messages;

/// <summary>
/// Takes at most 1 MB and 2 s of rendering, then throws. Templates have no loops and data hold no lists, so every step of a
/// rendering writes, and a bound on writing bounds it all.
/// </summary>
internal sealed class BoundedWriter : TextWriter
{
    /// <summary>The most UTF-8 bytes one part of a mail may have.</summary>
    public const int MaxBytes = 1_000_000;

    // A rendering takes microseconds; on a machine thirty times too busy sound ones took 200 ms.
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(2);

    private readonly StringBuilder text = new();
    private readonly long started = Stopwatch.GetTimestamp();
    private int bytes;

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void Write(char value) => Write([value]);

    /// <inheritdoc/>
    public override void Write(string? value) => Write(value.AsSpan());

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        bytes += Encoding.UTF8.GetByteCount(buffer);
        if (bytes > MaxBytes)
        {
            throw new RenderRefusedException("the rendered text is larger than 1 MB");
        }

        if (Stopwatch.GetElapsedTime(started) > MaxTime)
        {
            throw new RenderRefusedException("rendering took longer than 2 s");
        }

        text.Append(buffer);
    }

    /// <inheritdoc/>
    public override string ToString() => text.ToString();
}

/// <summary>This message cannot be rendered; the reason names fields, never their values.</summary>
internal sealed class RenderRefusedException(string reason) : Exception(reason);
