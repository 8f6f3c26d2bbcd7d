using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Access;

/// <summary>Sessions, passwords, and who is believed about a caller.</summary>
internal sealed class AccessOptions
{
    public const string Section = "Access";

    /// <summary>A session ends after this time without a request; 1 minute to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan SessionIdle { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>A session ends this long after sign-in whatever happens; 5 minutes to 7 days.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "7.00:00:00")]
    public TimeSpan SessionMax { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Rounds of PBKDF2-HMAC-SHA-512 for new passwords; 1,000 (tests only) to 2,000,000. 210,000 take about a tenth of a second.</summary>
    [Range(1_000, 2_000_000)]
    public int PasswordRounds { get; init; } = 210_000;

    /// <summary>How long the code for the first administrator is good; 5 minutes to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "1.00:00:00")]
    public TimeSpan SetupCodeLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>
    /// Addresses and networks of reverse proxies, separated by commas; empty for none. Their <c>X-Forwarded-For</c> and
    /// <c>X-Forwarded-Proto</c> are believed, so each must set both itself.
    /// </summary>
    public string TrustedProxies { get; init; } = "";
}

[OptionsValidator]
internal sealed partial class AccessOptionsValidator : IValidateOptions<AccessOptions>;
