using System.Buffers;
using System.Text;
using Fairlead.Secrets.Lanes;

namespace Fairlead.Secrets.Algorithms;

/// <summary>
/// Addresses of people. Addresses of roles (abuse@, webmaster@ and the like, RFC 2142) and of domains that exist for examples (RFC 2606) are passed
/// over.
/// </summary>
internal sealed class EmailAddresses : SecretAlgorithm
{
    private const int MaxLocal = 64;
    private const int MaxDomain = 253;

    private static readonly SearchValues<byte> LocalCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._%+-"u8);

    private static readonly SearchValues<byte> DomainCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-"u8);

    private static readonly HashSet<string> Roles = new(StringComparer.OrdinalIgnoreCase)
    {
        "abuse", "admin", "administrator", "contact", "devnull", "dns", "ftp", "help", "hostmaster", "info", "ispfeedback", "ispsupport", "list", "list-request", "maildaemon", "marketing", "news", "no-reply", "noc",
        "noreply", "null", "office", "postmaster", "privacy", "registrar", "root", "sales", "security", "spam", "support", "sysadmin", "tech", "undisclosed-recipients", "unsubscribe", "usenet", "uucp", "webmaster", "www",
    };

    public override IReadOnlyList<string> Literals { get; } = [];

    public override void Find(int start, int end, CompiledRule rule, in ScanPass pass)
    {
        var text = pass.Text;
        for (var at = 0; at < text.Length; at++)
        {
            var next = text[at..].IndexOf((byte)'@');
            if (next < 0)
                return;

            at += next;
            var from = at;
            while (from > 0 && at - from <= MaxLocal && LocalCharacters.Contains(text[from - 1]))
                from--;
            var rest = text[(at + 1)..Math.Min(text.Length, at + 1 + MaxDomain)];
            var length = rest.IndexOfAnyExcept(DomainCharacters);
            var domain = (length < 0 ? rest : rest[..length]).TrimEnd(".-"u8);
            if (at - from is > 0 and <= MaxLocal && IsDomain(domain) && !IsRole(text[from..at]) && !IsExample(domain))
                pass.Accept(rule, from, at + 1 + domain.Length - from);
        }
    }

    private static bool IsDomain(ReadOnlySpan<byte> domain)
    {
        var dot = domain.LastIndexOf((byte)'.');
        if (dot <= 0 || domain.Length - dot < 3 || domain[0] is (byte)'.' or (byte)'-' || domain.IndexOf(".."u8) >= 0)
            return false;

        foreach (var letter in domain[(dot + 1)..])
        {
            if (!char.IsAsciiLetter((char)letter))
                return false;
        }

        return true;
    }

    private static bool IsRole(ReadOnlySpan<byte> local) => Roles.Contains(Encoding.ASCII.GetString(local));

    private static bool IsExample(ReadOnlySpan<byte> domain)
    {
        var text = Encoding.ASCII.GetString(domain).ToLowerInvariant();
        return text is "example.com" or "example.org" or "example.net" or "domain.com" or "email.com" or "test.com" ||
            text.EndsWith(".example.com", StringComparison.Ordinal) || text.EndsWith(".example.org", StringComparison.Ordinal) || text.EndsWith(".example.net", StringComparison.Ordinal) ||
            text.EndsWith(".example", StringComparison.Ordinal) || text.EndsWith(".test", StringComparison.Ordinal) || text.EndsWith(".invalid", StringComparison.Ordinal) || text.EndsWith(".localhost", StringComparison.Ordinal) ||
            text.EndsWith(".local", StringComparison.Ordinal);
    }
}
