using System.Security.Cryptography;
using System.Text;

namespace Fairlead.Platform.SecurityInformation.Providing;

/// <summary>
/// What Fairlead's things are on a Jira site's Security pages: Fairlead is one workspace, an asset is a container, a finding is a vulnerability. Pure;
/// <see cref="FindingVulnerability"/> has the vulnerability.
/// </summary>
internal static class Containers
{
    public const string Workspace = "fairlead";

    /// <summary>Of findings of which nobody said what was scanned.</summary>
    public const string NoAsset = "Without an asset";

    private const int Bytes = 16;

    /// <returns>An id as Jira wants it, whatever the asset has in it; always the same.</returns>
    public static string IdOf(string? asset) => $"asset-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(asset ?? ""))[..Bytes])}";

    public static string NameOf(string? asset) => asset is { Length: > 0 } ? asset : NoAsset;
}
