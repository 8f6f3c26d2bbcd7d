using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Fairlead.Platform.Findings;

/// <summary>How reports are taken in.</summary>
internal sealed class FindingsOptions
{
    public const string Section = "Findings";

    /// <summary>Bytes of one upload; 1 MiB to 64 GiB. A larger one is refused with 413.</summary>
    [Range(1L << 20, 64L << 30)]
    public long MaxUploadBytes { get; init; } = 4L << 30;

    /// <summary>Complete reports in a row without a finding that close it; 1 to 10. 1 closes at the first absence.</summary>
    [Range(1, 10)]
    public int CloseAfterAbsences { get; init; } = 2;

    /// <summary>How long the same bytes again are a retry, and no new scan; 0 to 7 days. A report that names its own time always is.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "7.00:00:00")]
    public TimeSpan RetryWindow { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Folder for uploads while they are read; null: the system's. It must hold the largest upload.</summary>
    public string? TemporaryFolder { get; init; }
}

[OptionsValidator]
internal sealed partial class FindingsOptionsValidator : IValidateOptions<FindingsOptions>;
