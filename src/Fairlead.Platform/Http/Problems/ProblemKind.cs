namespace Fairlead.Platform.Http;

/// <summary>
/// The closed list of error titles. No other title is ever sent; a test compares this list with what every route produces.
/// </summary>
public sealed record ProblemKind
{
    private static readonly List<ProblemKind> Known = [];

    public static readonly ProblemKind MalformedRequest = new(400, "Malformed request");
    public static readonly ProblemKind MalformedJson = new(400, "Malformed JSON");
    public static readonly ProblemKind BodyMustBeAnObject = new(400, "Body must be an object");
    public static readonly ProblemKind JsonTooDeep = new(400, "JSON too deep");
    public static readonly ProblemKind DuplicateProperty = new(400, "Duplicate property");
    public static readonly ProblemKind UnknownProperty = new(400, "Unknown property");
    public static readonly ProblemKind InvalidTextEncoding = new(400, "Invalid text encoding");
    public static readonly ProblemKind InvalidQueryParameter = new(400, "Invalid query parameter");
    public static readonly ProblemKind UnknownQueryParameter = new(400, "Unknown query parameter");
    public static readonly ProblemKind InvalidCursor = new(400, "Invalid cursor");
    public static readonly ProblemKind InvalidIssueKey = new(400, "Invalid issue key");
    public static readonly ProblemKind InvalidProjectKey = new(400, "Invalid project key");
    public static readonly ProblemKind InvalidHost = new(400, "Invalid host");
    public static readonly ProblemKind InvalidIdempotencyKey = new(400, "Invalid Idempotency-Key");
    public static readonly ProblemKind MalformedMultipart = new(400, "Malformed multipart");
    public static readonly ProblemKind MissingFile = new(400, "Missing file");
    public static readonly ProblemKind IncompleteUpload = new(400, "Incomplete upload");
    public static readonly ProblemKind MalformedYaml = new(400, "Malformed YAML");
    public static readonly ProblemKind YamlTooComplex = new(400, "YAML too complex");
    public static readonly ProblemKind YamlAliasesNotAllowed = new(400, "YAML aliases not allowed");
    public static readonly ProblemKind YamlTagsNotAllowed = new(400, "YAML tags not allowed");
    public static readonly ProblemKind InvalidPatch = new(400, "Invalid patch");
    public static readonly ProblemKind InvalidSetting = new(400, "Invalid setting");
    public static readonly ProblemKind ConfirmationRequired = new(400, "Confirmation required");

    public static readonly ProblemKind AuthenticationRequired = new(401, "Authentication required");
    public static readonly ProblemKind InvalidSignature = new(401, "Invalid signature");
    public static readonly ProblemKind InvalidToken = new(401, "Invalid token");

    public static readonly ProblemKind Forbidden = new(403, "Forbidden");
    public static readonly ProblemKind XsrfCheckFailed = new(403, "XSRF check failed");

    public static readonly ProblemKind NotFound = new(404, "Not found");
    public static readonly ProblemKind UnknownRule = new(404, "Unknown rule");
    public static readonly ProblemKind MethodNotAllowed = new(405, "Method not allowed");
    public static readonly ProblemKind NotAcceptable = new(406, "Not acceptable");
    public static readonly ProblemKind RequestTimeout = new(408, "Request timeout");

    public static readonly ProblemKind Conflict = new(409, "Conflict");
    public static readonly ProblemKind RequestInProgress = new(409, "Request in progress");
    public static readonly ProblemKind ScanAlreadyRunning = new(409, "Scan already running");
    public static readonly ProblemKind StaleReport = new(409, "Stale report");
    public static readonly ProblemKind LastAdministrator = new(409, "Last administrator");
    public static readonly ProblemKind PreconditionFailed = new(412, "Precondition failed");
    public static readonly ProblemKind ContentTooLarge = new(413, "Content too large");
    public static readonly ProblemKind UnsupportedMediaType = new(415, "Unsupported media type");
    public static readonly ProblemKind UnsupportedCharset = new(415, "Unsupported charset");
    public static readonly ProblemKind UnsupportedContentEncoding = new(415, "Unsupported content encoding");

    public static readonly ProblemKind ValidationFailed = new(422, "Validation failed");
    public static readonly ProblemKind NumberOutOfRange = new(422, "Number out of range");
    public static readonly ProblemKind InvalidCharacters = new(422, "Invalid characters");
    public static readonly ProblemKind InvalidDate = new(422, "Invalid date");
    public static readonly ProblemKind DateOutOfRange = new(422, "Date out of range");
    public static readonly ProblemKind TooManyItems = new(422, "Too many items");
    public static readonly ProblemKind LimitExceeded = new(422, "Limit exceeded");
    public static readonly ProblemKind UnsafeUrl = new(422, "Unsafe URL");
    public static readonly ProblemKind ConnectionTestFailed = new(422, "Connection test failed");
    public static readonly ProblemKind EmptyReport = new(422, "Empty report");
    public static readonly ProblemKind UnsupportedReportFormat = new(422, "Unsupported report format");
    public static readonly ProblemKind InvalidReportContent = new(422, "Invalid report content");
    public static readonly ProblemKind UnsafeXml = new(422, "Unsafe XML");
    public static readonly ProblemKind MalformedXml = new(422, "Malformed XML");
    public static readonly ProblemKind XmlTooComplex = new(422, "XML too complex");
    public static readonly ProblemKind MalformedArchive = new(422, "Malformed archive");
    public static readonly ProblemKind UnsafeArchiveEntry = new(422, "Unsafe archive entry");
    public static readonly ProblemKind UnsupportedArchive = new(422, "Unsupported archive");
    public static readonly ProblemKind ArchiveTooLarge = new(422, "Archive too large");
    public static readonly ProblemKind InvalidCsv = new(422, "Invalid CSV");
    public static readonly ProblemKind InvalidConfiguration = new(422, "Invalid configuration");
    public static readonly ProblemKind InvalidMapping = new(422, "Invalid mapping");
    public static readonly ProblemKind InvalidTemplate = new(422, "Invalid template");
    public static readonly ProblemKind TemplateLimitExceeded = new(422, "Template limit exceeded");
    public static readonly ProblemKind InvalidPattern = new(422, "Invalid pattern");
    public static readonly ProblemKind UnsupportedPattern = new(422, "Unsupported pattern");
    public static readonly ProblemKind PatternTooComplex = new(422, "Pattern too complex");
    public static readonly ProblemKind PatternMatchesEverything = new(422, "Pattern matches everything");
    public static readonly ProblemKind InvalidJql = new(422, "Invalid JQL");
    public static readonly ProblemKind JqlMustBeBounded = new(422, "JQL must be bounded");
    public static readonly ProblemKind IdempotencyKeyReused = new(422, "Idempotency key reused");
    public static readonly ProblemKind InvalidPermissionEntry = new(422, "Invalid permission entry");
    public static readonly ProblemKind InvalidVulnerabilityPayload = new(422, "Invalid vulnerability payload");

    public static readonly ProblemKind PreconditionRequired = new(428, "Precondition required");
    public static readonly ProblemKind TooManyRequests = new(429, "Too many requests");

    /// <summary>A bug signal: any occurrence is a failure of ours.</summary>
    public static readonly ProblemKind InternalError = new(500, "Internal error");
    public static readonly ProblemKind TemporarilyUnavailable = new(503, "Temporarily unavailable");
    public static readonly ProblemKind StorageFull = new(507, "Storage full");

    private ProblemKind(int status, string title)
    {
        Status = status;
        Title = title;
        Slug = title.ToLowerInvariant().Replace(' ', '-');
        Known.Add(this);
    }

    public static IReadOnlyList<ProblemKind> All => Known;

    public int Status { get; }

    /// <summary>Stable; clients may compare it.</summary>
    public string Title { get; }

    public string Slug { get; }

    public string Type => $"urn:problem-type:fairlead:{Slug}";

    public override string ToString() => $"{Status} {Title}";
}
