using System.ComponentModel.DataAnnotations;
using Fairlead.Platform.SecurityInformation.Providing;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.SecurityInformation;

/// <summary>What providers may send, section <c>SecurityInformation</c>.</summary>
internal sealed class SecurityInformationOptions
{
    public const string Section = "SecurityInformation";

    /// <summary>Bytes of one request; 64 KiB to 256 MiB. A larger one is refused with 413.</summary>
    [Range(1 << 16, 1 << 28)]
    public int MaxBodyBytes { get; init; } = 16 << 20;

    /// <summary>Requests of one provider to <c>bulk</c> in one second; 1 to 10,000. More are refused with 429. Jira's own limit is 100.</summary>
    [Range(1, 10_000)]
    public int MaxRequestsPerSecond { get; init; } = 100;

    /// <summary>How long an access token of a provider app counts; 1 minute to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "01:00:00")]
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Whether each Connect JWT is taken once. One that names a <c>jti</c> is anyway; most tools name none, and send the same token twice when they
    /// ask for the same twice in a second.
    /// </summary>
    public bool TokensOnce { get; init; }

    /// <summary>Whether what providers tell becomes findings, and so can become tickets. What became one stays when this is turned off.</summary>
    public bool MakesFindings { get; init; } = true;

    /// <summary>Pause between two looks at what providers told; 1 second to 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReportInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// By the name of a provider the name of the connection on which the issues are that it associates, as <c>provider=connection</c>, with commas
    /// between several. One that is not named has them where the issue is found.
    /// </summary>
    [RegularExpression("[^=,]+=[^=,]+(,[^=,]+=[^=,]+)*", MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string? Connections { get; init; }

    /// <returns><see langword="null"/>: none is set.</returns>
    public string? ConnectionOf(string provider) => Connections?.Split(',').Select(c => c.Split('='))
        .FirstOrDefault(c => string.Equals(c[0].Trim(), provider, StringComparison.OrdinalIgnoreCase))?[1].Trim();

    /// <summary>What Fairlead calls itself where Jira sites have it as a Connect app; another one for each Fairlead that a site has. 1 to 64 letters, digits, dots, underscores and hyphens.</summary>
    [RegularExpression("[A-Za-z0-9._-]{1,64}", MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string ConnectAppKey { get; init; } = "fairlead";

    /// <summary>Where the keys are with which Atlassian signs that a Connect app is installed, without a slash at the end; the key's id is added. An https address, or http on this machine.</summary>
    [Required]
    [RegularExpression(KeyDownload.Addresses, MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string ConnectKeys { get; init; } = "https://connect-install-keys.atlassian.com";

    /// <summary>What Fairlead's Forge app is called by Atlassian, <c>ari:cloud:ecosystem::app/…</c>, as <c>forge register</c> put it into its manifest; without it Fairlead is no Forge app.</summary>
    [RegularExpression("ari:cloud:ecosystem::app/[A-Za-z0-9-]{1,64}", MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string? ForgeApp { get; init; }

    /// <summary>Which environment of the Forge app counts, such as PRODUCTION; others are refused, since each is an installation of its own. 1 to 64 capital letters, digits and underscores.</summary>
    [Required]
    [RegularExpression("[A-Z0-9_]{1,64}", MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string ForgeEnvironment { get; init; } = "PRODUCTION";

    /// <summary>Where the keys are with which Atlassian signs calls of Forge apps, a JSON Web Key Set. An https address, or http on this machine.</summary>
    [Required]
    [RegularExpression(KeyDownload.Addresses, MatchTimeoutInMilliseconds = Timeout.Infinite)]
    public string ForgeKeys { get; init; } = "https://forge.cdn.prod.atlassian-dev.net/.well-known/jwks.json";

    /// <summary>Pause between two looks at what is to be submitted to Jira sites; 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SubmitInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether findings are made by themselves; off in tools that drive the verbs.</summary>
    public bool JobsEnabled { get; init; } = true;
}

[OptionsValidator]
internal sealed partial class SecurityInformationOptionsValidator : IValidateOptions<SecurityInformationOptions>;
