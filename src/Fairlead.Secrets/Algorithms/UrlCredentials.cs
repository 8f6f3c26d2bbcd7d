using System.Buffers;
using System.Text;
using Fairlead.Secrets.Filters;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary>A password in an address: <c>scheme://user:password@host</c>. The secret is the password.</summary>
/// <param name="schemes">Those it is for; none: all that no other rule names.</param>
internal sealed class UrlCredentials(IReadOnlyList<string> schemes) : SecretAlgorithm
{
    private const int MaxUser = 128;
    private const int MaxPassword = 256;
    private const int MinPassword = 3;
    private const int MaxScheme = 20;

    private static readonly string[] Named = ["postgres", "postgresql", "mysql", "mariadb", "mongodb", "mongodb+srv", "redis", "rediss", "amqp", "amqps"];

    private static readonly SearchValues<byte> UserEnds = SearchValues.Create(":/?#@ \t\r\n\"'<>`|{}[]()\\,;"u8);
    private static readonly SearchValues<byte> HostCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"u8);
    private static readonly SearchValues<byte> PasswordEnds = SearchValues.Create("@/ \t\r\n\"'<>`|\\"u8);

    private readonly byte[][] _schemes = [.. (schemes.Count > 0 ? schemes : Named).Select(Encoding.ASCII.GetBytes)];

    public override IReadOnlyList<string> Literals { get; } = ["://"];

    /// <summary>Nearly all addresses have no user with a password.</summary>
    public override bool MayStand(ReadOnlySpan<byte> text, int end) => UserLength(text[end..]) >= 0;

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        var rest = text[end..];
        var user = UserLength(rest);
        if (user < 0 || !IsMine(text, start))
            return;

        rest = rest[(user + 1)..];
        var length = rest[..Math.Min(rest.Length, MaxPassword)].IndexOfAny(PasswordEnds);
        if (length < MinPassword || rest[length] != '@' || length + 1 >= rest.Length || !IsHost(rest[length + 1]))
            return;

        // A password may hold an @ itself; the last one before the host counts.
        var more = rest[(length + 1)..Math.Min(rest.Length, MaxPassword)].IndexOfAny(PasswordEnds);
        if (more > 0 && rest[length + 1 + more] == '@' && length + 1 + more + 1 < rest.Length && IsHost(rest[length + more + 2]))
            length += 1 + more;

        if (IsHarmless(rest[..length], text.Slice(end, user), rest[(length + 1)..]))
            return;

        pass.Accept(rule, end + user + 1, length);
    }

    /// <returns>-1: no colon ends it.</returns>
    private static int UserLength(ReadOnlySpan<byte> rest) =>
        rest[..Math.Min(rest.Length, MaxUser)].IndexOfAny(UserEnds) is var length and >= 0 && rest[length] == ':' ? length : -1;

    private bool IsMine(ReadOnlySpan<byte> text, int end)
    {
        var from = end;
        while (from > 0 && end - from < MaxScheme && (char.IsAsciiLetterOrDigit((char)text[from - 1]) || text[from - 1] is (byte)'+' or (byte)'.' or (byte)'-'))
            from--;

        var scheme = text[from..end];
        var isNamed = false;
        foreach (var name in _schemes)
            isNamed |= Ascii.EqualsIgnoreCase(scheme, name);
        return isNamed == schemes.Count > 0;
    }

    private static bool IsHost(byte first) => char.IsAsciiLetterOrDigit((char)first) || first is (byte)'[' or (byte)'$' or (byte)'{' or (byte)'%' or (byte)'_' || first >= 0x80;

    private static bool IsHarmless(ReadOnlySpan<byte> password, ReadOnlySpan<byte> user, ReadOnlySpan<byte> host)
    {
        if (Placeholders.Is(password) || password.IndexOfAnyExcept((byte)'*') < 0 || password.IndexOfAnyExcept((byte)'x') < 0 || password.IndexOfAnyExcept((byte)'.') < 0)
            return true;

        if (password.Length < 4 && IsReserved(host))
            return true;

        var made = Ascii.EqualsIgnoreCase(password, "pass"u8) || Placeholders.IsWord(password) || Ascii.EqualsIgnoreCase(password, user);
        return made && (host.StartsWith("host"u8) || host.StartsWith("localhost"u8) || host.StartsWith("127."u8) || host.StartsWith("server"u8) || host.StartsWith("domain"u8));
    }

    /// <summary>Names that belong to nobody and stand in documents (RFC 2606).</summary>
    private static bool IsReserved(ReadOnlySpan<byte> host)
    {
        var end = host.IndexOfAnyExcept(HostCharacters);
        host = end < 0 ? host : host[..end];
        foreach (var name in (ReadOnlySpan<string>)["example.com", "example.org", "example.net", ".example", ".test", ".invalid"])
        {
            if (host.Length >= name.Length && Ascii.EqualsIgnoreCase(host[^name.Length..], name))
                return true;
        }

        return false;
    }
}
