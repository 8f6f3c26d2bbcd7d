using System.Text;
using Fairlead.Platform.SecretScanning.Reading;
using Fairlead.Secrets;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>Names of files are stored to tell where a secret stands, and may be where it stands.</summary>
internal static class PlaceNames
{
    public static string WithoutSecrets(SecretScanner scanner, IssueText text)
    {
        if (text.Kind is not (IssueTextKind.AttachmentName or IssueTextKind.Attachment))
            return text.PlaceName;

        return WithoutSecrets(scanner, text.PlaceName);
    }

    public static string WithoutSecrets(SecretScanner scanner, string fileName)
    {
        var name = Encoding.UTF8.GetBytes(fileName);
        var matches = new SecretMatches();
        scanner.Scan(name, matches);
        if (matches.Count == 0)
            return fileName;

        var masked = new StringBuilder();
        var from = 0;
        foreach (var match in matches.All)
        {
            if (match.Start > from)
                masked.Append(Encoding.UTF8.GetString(name[from..match.Start]));
            if (match.End <= from)
                continue;
            masked.Append(SecretMask.Of(name.AsSpan(match.Start, match.Length)));
            from = match.End;
        }

        return masked.Append(Encoding.UTF8.GetString(name[from..])).ToString();
    }
}
