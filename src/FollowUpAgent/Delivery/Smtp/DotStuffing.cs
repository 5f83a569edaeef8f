namespace FollowUpAgent.Delivery.Smtp;

/// <summary>The transparency rule of RFC 5321, 4.5.2: a line that begins with a dot gets another, and a lone dot ends the message.</summary>
internal static class DotStuffing
{
    /// <summary>The message, which ends in CRLF, as it goes over the wire; in one piece, so that it goes in one write.</summary>
    public static byte[] Frame(ReadOnlySpan<byte> message)
    {
        var dots = message.Count("\n."u8) + (message.StartsWith("."u8) ? 1 : 0);
        var framed = new byte[message.Length + dots + 3];
        var target = framed.AsSpan();
        while (message.Length > 0)
        {
            if (message[0] == '.')
            {
                target[0] = (byte)'.';
                target = target[1..];
            }

            var next = dots == 0 ? message.Length : message.IndexOf((byte)'\n') + 1;
            message[..next].CopyTo(target);
            message = message[next..];
            target = target[next..];
        }

        ".\r\n"u8.CopyTo(target);
        return framed;
    }
}
