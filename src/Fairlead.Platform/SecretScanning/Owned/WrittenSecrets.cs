using System.Text;
using Fairlead.Secrets;
using Fairlead.Secrets.Allowing;

namespace Fairlead.Platform.SecretScanning.Owned;

/// <summary>
/// Looks for secrets in what administrators write: it is kept and shown as it was written, so that none may stand in it. Of an exact value that is allowed only a hash
/// is kept. Pure.
/// </summary>
internal static class WrittenSecrets
{
    private const string Instead = "Allow the exact text instead, of which only a hash is kept: cat token.txt | fairlead secrets allow add --reason \"…\"";

    /// <param name="found">What <see cref="In(AllowList, SecretScanner)"/> found.</param>
    /// <returns>What follows the name of that in which it stands.</returns>
    public static string Told(string found) => $"holds what looks like a secret itself ({found}), and would be kept as it is. {Instead}";

    /// <returns>Rule and mask of the first one; <see langword="null"/>: there is none.</returns>
    public static string? In(AllowList list, SecretScanner scanner) =>
        list.Secret.Concat(list.Match).Concat(list.Line).Concat(list.Path).Select(pattern => pattern.Text).Concat(list.Words).Append(list.Name)
            .Select(text => In(text, scanner)).FirstOrDefault(found => found is not null);

    /// <inheritdoc cref="In(AllowList, SecretScanner)"/>
    public static string? In(string text, SecretScanner scanner)
    {
        var matches = new SecretMatches();
        // An expression may write any character of it behind a backslash.
        foreach (var written in (string[])[text, text.Replace("\\Q", "", StringComparison.Ordinal).Replace("\\E", "", StringComparison.Ordinal).Replace("\\", "", StringComparison.Ordinal)])
        {
            var utf8 = Encoding.UTF8.GetBytes(written);
            scanner.Scan(utf8, matches);
            foreach (ref readonly var match in matches.All)
            {
                if (!match.Rule.IsGeneric)
                    return $"{match.Rule.Id} {SecretMask.Of(match.SecretIn(utf8))}";
            }
        }

        return null;
    }
}
