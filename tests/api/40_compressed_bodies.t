# A body that is not what its header says (what is, is in check_http and played by the clients).

PUT /_connector/packed
@ Content-Encoding: gzip
{"name":"plain"}
= 400
~ {"error":{"type":"illegal_argument_exception","reason":"the body is not what its Content-Encoding says: gzip and deflate are known"}}

PUT /_connector/packed
@ Content-Encoding: identity
{"name":"plain"}
= 201
