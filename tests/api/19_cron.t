# Every vector of cron.md 6: what is accepted is stored in upper case, what is refused says why.

PUT /_connector/cron
= 201

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0/5 * * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0/5 * * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"*/5 * * * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "*/5 * * * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 9-17 ? * mon-fri"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 9-17 ? * MON-FRI"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 L * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 L * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 LW * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 LW * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 L-3W * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 L-3W * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 15W * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 15W * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 ? * 6#3"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 ? * 6#3"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 ? * FRIL"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 ? * FRIL"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 ? * 6L"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 ? * 6L"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 ? * L"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 ? * L"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 1,15 JAN-MAR,DEC ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 1,15 JAN-MAR,DEC ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 22-2 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 22-2 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 1 1 ? 2030"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 1 1 ? 2030"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 1 1 ? 2030-2035/2 junk"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 1 1 ? 2030-2035/2 JUNK"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"  0 0 0  * * ?  "}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "  0 0 0  * * ?  "}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"5x 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "5X 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"*x 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "*X 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0/90 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0/90 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"99 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "99 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 98 * 2"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 98 * 2"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 1 january ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 1 JANUARY ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 ? * monday"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 ? * MONDAY"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"L 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "L 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"1-5/0 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "1-5/0 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":", 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": ", 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0,,5 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0,,5 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 ? * 9#3"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 ? * 9#3"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"0 0 0 0W * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "0 0 0 0W * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":false,"interval":"*/-5 0 0 * * ?"}}}
= 200
{"result":"<any>"}

GET /_connector/cron?filter_path=scheduling.full.interval
= 200
{"scheduling": {"full": {"interval": "*/-5 0 0 * * ?"}}}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 * * *"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 * * *]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: support for specifying both a day-of-week AND a day-of-month parameter is not implemented.]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 1 * MON"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 1 * MON]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: support for specifying both a day-of-week AND a day-of-month parameter is not implemented.]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: '?' can only be specified for Day-of-Month -OR- Day-of-Week. at pos [1]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"* * * * *"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [* * * * *]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: unexpected end of expression at pos [9].]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":""}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression []", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: unexpected end of expression at pos [0].]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 60 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 60 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Minute and Second values must be between 0 and 59]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 24 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 24 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Hour values must be between 0 and 23]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 0 * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 0 * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Day of month values must be between 1 and 31]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 32 * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 32 * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Day of month values must be between 1 and 31]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 1 13 ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 1 13 ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Month values must be between 1 and 12]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? * 0"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? * 0]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Day-of-Week values must be between 1 and 7]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? * 8"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? * 8]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Day-of-Week values must be between 1 and 7]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"*/60 * * * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [*/60 * * * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: increment [60] > 60 at pos [4]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 */24 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 */24 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: increment [24] > 24 at pos [4]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? * */8"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? * */8]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: increment [8] > 7 at pos [3] ]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"? 0 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [? 0 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: '?' can only be specified for Day-of-Month or Day-of-Week. at pos [1]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ?12 * MON"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ?12 * MON]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: illegal character [1] after '?' at pos [1]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? * MON#6"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? * MON#6]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: a numeric value between 1 and 5 must follow the '#' option at pos [4]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 L,5 * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 L,5 * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: support for specifying 'L' and 'LW' with other days of the month is not implemented]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 L-31 * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 L-31 * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: offset from last day must be <= 30 at pos [2]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 5W 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 5W 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: 'W' option is not valid here. at pos [1]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 5L * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 5L * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: 'L' option is not valid here. at pos [1]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? FOO MON"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? FOO MON]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: invalid Month value [FOO] at pos [0]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 ? JAN-FEX MON"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 ? JAN-FEX MON]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: invalid Month value [FEX] at pos [4]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"every day"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [every day]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: illegal characters [EVE] at pos [0] ']"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"*/5x * * * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [*/5x * * * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.NumberFormatException: For input string: \"5X\"]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0/5x 0 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0/5x 0 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Unexpected character [X] after '/' at pos [3]]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"$ 0 0 * * ?"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [$ 0 0 * * ?]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Unexpected character [$] at pos [0] ]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 1 1 ? 2035-2030"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 1 1 ? 2035-2030]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Start year must be less than stop year]"}}}}}}, "status": 400}

PUT /_connector/cron/_scheduling
{"scheduling":{"full":{"enabled":true,"interval":"0 0 0 1 1 ? 9999/1"}}}
= 400
{"error": {"root_cause": [{"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived"}], "type": "x_content_parse_exception", "reason": "[1:50] [connector_update_scheduling_request] failed to parse field [scheduling]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [connector_scheduling] failed to parse field [full]", "caused_by": {"type": "x_content_parse_exception", "reason": "[1:50] [schedule_config] failed to parse field [interval]", "caused_by": {"type": "x_content_parse_exception", "reason": "Failed to build [schedule_config] after last required field arrived", "caused_by": {"type": "illegal_argument_exception", "reason": "invalid cron expression [0 0 0 1 1 ? 9999/1]", "caused_by": {"type": "illegal_argument_exception", "reason": "illegal cron expression format [java.lang.IllegalArgumentException: Start year must be less than stop year]"}}}}}}, "status": 400}

