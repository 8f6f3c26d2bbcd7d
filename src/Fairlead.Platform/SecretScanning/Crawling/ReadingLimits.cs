using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Platform.SecretScanning.Reading;

namespace Fairlead.Platform.SecretScanning.Crawling;

/// <summary>How much of Jira's content is read and kept, and of which kinds. What was too large under other limits may not be under these.</summary>
internal static class ReadingLimits
{
    /// <summary>Another one where any limit is another: what was looked through before is then looked through again.</summary>
    public static string Version { get; } = VersionOf(new AttachmentLimits());

    public static string VersionOf(AttachmentLimits attachments)
    {
        var told = string.Create(
            CultureInfo.InvariantCulture, $"{attachments} {FileKinds.Version} {IssueReader.MaxPieceBytes} {IssueScanner.MaxSightings} {IssueScanner.MaxOfValue} {IssueScanner.MaxOfOwnRule}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(told)).AsSpan(0, 4));
    }
}
