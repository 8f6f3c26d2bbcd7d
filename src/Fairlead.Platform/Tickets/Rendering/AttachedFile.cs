using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Fairlead.Platform.Tickets.Rendering;

/// <summary>What an issue has no room for, as a file for it.</summary>
/// <param name="About">For people: what it is.</param>
/// <param name="Name">Says by a hash what is in it, so that it is known again.</param>
internal sealed partial record AttachedFile(string About, string Name, string MediaType, ReadOnlyMemory<byte> Content)
{
    /// <summary>For people: what the names of all lists of findings have in common.</summary>
    public const string FindingsFamily = "fairlead-findings-….csv";

    /// <summary>Whether it is a name that is given here.</summary>
    public static bool IsName(string name) => Names().IsMatch(name);

    public static AttachedFile OfFindings(ReadOnlyMemory<byte> csv) => Named("list of findings", "findings", "csv", "text/csv", csv);

    public static AttachedFile OfTexts(IEnumerable<CutText> texts) =>
        Named("whole text", "text", "md", "text/markdown", Encoding.UTF8.GetBytes(string.Join("\n\n", texts.Select(t => $"# {t.Name}\n\n{t.Markdown}")) + "\n"));

    private static AttachedFile Named(string about, string what, string ending, string mediaType, ReadOnlyMemory<byte> content) =>
        new(about, $"fairlead-{what}-{Convert.ToHexStringLower(SHA256.HashData(content.Span).AsSpan(0, 8))}.{ending}", mediaType, content);

    [GeneratedRegex("^fairlead-(findings-[0-9a-f]{16}[.]csv|text-[0-9a-f]{16}[.]md)$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();
}
